// No server of a cluster outlives its emulator, not even one that is just being started anew.
import { expect, test, vi } from "vitest";
import { clusterWorld, createClusterTarget, isListening, nodeAddresses, startFrom } from "./clusterWorld.ts";
import { startSubject, until } from "./subject.ts";

// Clusters take seconds to form, on a busy machine many.
vi.setConfig({ testTimeout: 120_000 });

test("an emulator that ends while the nodes leave their cluster leaves none behind", async () => {
  const subject = await startSubject(new Map(), clusterWorld);
  const servers = async () =>
    ((await subject.get("world")) as { servers: { name: string; pid: number; role: string }[] }).servers;
  const addresses = await nodeAddresses(subject.client, await createClusterTarget(subject.client, "short"));
  const before = new Map((await servers()).map(({ name, pid }) => [name, pid]));
  await startFrom(subject.client, "short");
  await until(
    "a restart",
    servers,
    (all) => all.some(({ name, pid, role }) => role === "silent" || pid !== before.get(name)),
    30_000,
  ).finally(() => subject.close());
  expect(await Promise.all(addresses.map(isListening))).toStrictEqual([false, false, false, false]);
  expect(subject.complaints).toStrictEqual([]);
});
