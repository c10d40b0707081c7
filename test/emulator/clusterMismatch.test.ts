// Sources that do not go with a group: another mode, other shards, other slots, a shard behind a closed network.
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { clusterWorld, createClusterTarget, serversOf, startFrom } from "./clusterWorld.ts";
import { createTarget, groupOf, messagesOf, startSubject, until } from "./subject.ts";
import type { Subject } from "./subject.ts";

// Clusters take seconds to form, on a busy machine many.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let subject: Subject;
beforeAll(async () => {
  subject = await startSubject(new Map(), clusterWorld);
});
afterAll(() => subject.close());

const untilEvent = (id: string, part: string) =>
  until(
    `an event with "${part}"`,
    () => messagesOf(subject.client, id),
    (all) => all.some((one) => one.includes(part)),
    60_000,
  );

describe("a source that does not go with the group", () => {
  beforeAll(async () => {
    await subject.put("delays", { startRetryMs: 300 });
    await Promise.all([
      createClusterTarget(subject.client, "even"),
      createClusterTarget(subject.client, "single", { NumNodeGroups: 1, ClusterMode: "enabled" }),
      createClusterTarget(subject.client, "uneven", {
        ReplicasPerNodeGroup: undefined,
        NodeGroupConfiguration: [
          { Slots: "0-100", ReplicaCount: 1 },
          { Slots: "101-16383", ReplicaCount: 1 },
        ],
      }),
      createClusterTarget(subject.client, "narrow", { SecurityGroupIds: ["sg-narrow"] }),
      createTarget(subject.client, "alone"),
    ]);
  });

  test.each([
    [
      "even",
      { Address: "10.0.0.15" },
      "a source with cluster mode disabled, and a replication group with cluster mode enabled",
    ],
    ["alone", {}, "a source with cluster mode enabled, and a replication group with cluster mode disabled"],
    ["single", {}, "a different number of shards: 2 of the source, 1 of the group"],
    [
      "uneven",
      {},
      "different slots (resharding is not emulated): 0-8191 and 8192-16383 of the source, 0-100 and 101-16383 of the group",
    ],
    ["narrow", {}, "an unreachable source: sg-second let no tcp traffic in to port 6380 from 10.0.0.0/24 "],
  ])("fails the migration of %s by an event, and its servers run on", async (id, endpoint, reason) => {
    const before = await serversOf(subject, id);
    await startFrom(subject.client, id, endpoint);
    await untilEvent(id, `Migration operation failed for replication group ${id} because of ${reason}`);
    expect((await groupOf(subject.client, id)).Status).toBe("available");
    expect(await serversOf(subject, id)).toStrictEqual(before);
  });
});
