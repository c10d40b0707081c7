// Restarts keep a server's name, address and files, and are no deaths.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { converse } from "../../../emulator/servers/connection.ts";
import { createFleet } from "../../../emulator/servers/fleet.ts";
import type { Fleet } from "../../../emulator/servers/fleet.ts";
import { claimLoopbackBlock } from "../../../emulator/servers/loopbackBlock.ts";
import type { LoopbackBlock } from "../../../emulator/servers/loopbackBlock.ts";
import { isListening } from "../clusterWorld.ts";
import { until } from "../subject.ts";

let directory: string;
let block: LoopbackBlock;
let fleet: Fleet;
let deaths: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "fleet-test-"));
  block = await claimLoopbackBlock();
  fleet = createFleet(block, directory, new AbortController().signal);
  deaths = [];
});
afterEach(async () => {
  await fleet.close();
  await block.release();
  await rm(directory, { recursive: true, force: true });
});

const start = () =>
  fleet.start({
    name: "one",
    program: "redis-server",
    port: 6379,
    directives: (address) => ['save ""', `replica-announce-ip ${address}`],
    onDeath: (how) => deaths.push(how),
  });
const call = (command: string, ...args: string[]) => {
  const server = fleet.get("one");
  if (server === undefined) throw new Error("no server");
  return converse(server, (connection) => connection.call(command, ...args));
};

test("a server that is restarted has other directives, and its name, address and saved data", async () => {
  const first = await start();
  expect(await call("CONFIG", "GET", "replica-announce-ip")).toStrictEqual(["replica-announce-ip", first.address]);
  await call("SET", "kept", "1");
  await call("SAVE");
  await fleet.restart("one", ['save ""', "databases 3"]);
  expect(await call("GET", "kept")).toBe("1");
  expect(await call("CONFIG", "GET", "databases")).toStrictEqual(["databases", "3"]);
  const second = fleet.get("one");
  expect(second).toStrictEqual({ ...first, state: { is: "running", pid: expect.any(Number) as number } });
  expect(second?.state).not.toStrictEqual(first.state);
  expect(deaths).toStrictEqual([]);
});

test("one that does not come up again has died, and says why", async () => {
  await start();
  await expect(fleet.restart("one", ["no-such-directive 1"])).rejects.toThrow("no-such-directive");
  expect(fleet.get("one")?.state.is).toBe("dead");
  expect(deaths.join()).toContain("no-such-directive");
  await expect(fleet.restart("one", [])).rejects.toThrow("The server one does not run.");
});

test("one that is killed meanwhile dies when it is up, and one that is killed later dies too", async () => {
  await start();
  const restarted = fleet.restart("one", ['save ""']);
  expect(fleet.kill("one")).toBe(true);
  await restarted;
  await until(
    "the death",
    () => Promise.resolve(fleet.get("one")?.state.is),
    (is) => is === "dead",
  );
  expect(deaths).toStrictEqual(["signal SIGKILL"]);
});

test("one that is stopped while it is restarted leaves no server and no address behind", async () => {
  const { address } = await start();
  const restarted = fleet.restart("one", ['save ""']).catch((error: unknown) => String(error));
  await Promise.all([fleet.stop("one"), fleet.stop("one")]);
  await restarted;
  expect(fleet.list()).toStrictEqual([]);
  expect(await isListening(`${address}:6379`)).toBe(false);
  expect(deaths).toStrictEqual([]);
  expect((await start()).address).toBe(address);
});

test("one that is stopped while its new process already starts is ended too", async () => {
  const { address } = await start();
  const restarted = fleet.restart("one", ['save ""']);
  await until(
    "the new process",
    () => fleet.logOf("one"),
    (log) => log.split("Redis is starting").length === 3,
  );
  await Promise.all([fleet.stop("one"), restarted]);
  expect(fleet.list()).toStrictEqual([]);
  expect(await isListening(`${address}:6379`)).toBe(false);
  expect(deaths).toStrictEqual([]);
});
