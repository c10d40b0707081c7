import { expect, test } from "vitest";
import { linkedShard, resolveRoles } from "../../migration/nodeRoles.ts";
import type { GroupShard, ServerReading, TopologyReading } from "../../migration/observation.ts";
import type { Plan } from "../../migration/plan.ts";
import { master, plan, read, replica, unreadable } from "./samples.ts";

const cluster: Plan = { ...plan, source: { ...plan.source, clusterMode: "enabled", shards: 2 } };
const topology: TopologyReading = {
  kind: "read",
  shards: [
    { slots: "0-8191", primary: "10.0.0.241:6379" },
    { slots: "8192-16383", primary: "10.0.0.242:6379" },
  ],
};
const shard: GroupShard = {
  id: "0002",
  slots: "8192-16383",
  nodes: ["a:6379", "b:6379"],
  nodeIds: ["a", "b"],
  primary: "",
  replicas: [],
};
const resolved = (readings: readonly ServerReading[], found: TopologyReading = topology, by = cluster) =>
  resolveRoles(shard, readings, { topology: found, plan: by });
/** A node that follows `host`, whether the link is up or not. */
const follower = (address: string, host: string) => read(address, replica({}, { host, up: false }));

test("the master leads, and the other follows it", () => {
  expect(resolved([follower("a:6379", "10.1.0.7"), read("b:6379", master())])).toStrictEqual({
    ...shard,
    primary: "b:6379",
    replicas: ["a:6379"],
  });
});

test("while it migrates, the one that follows the source leads", () => {
  const nodes = [follower("a:6379", "10.0.0.242"), follower("b:6379", "10.1.0.7")];
  expect(resolved(nodes)).toStrictEqual({ ...shard, primary: "a:6379", replicas: ["b:6379"] });
});

test("the source may show by the address that it announces, or by the one that this machine reaches", () => {
  const announced: TopologyReading = { kind: "read", shards: [{ slots: "0-16383", primary: "127.0.0.5:6379" }] };
  const mapped = { ...cluster, addresses: { "10.0.0.242:6379": "127.0.0.5:6379" } };
  const nodes = [follower("a:6379", "127.0.0.5"), follower("b:6379", "127.0.0.9")];
  expect(resolved(nodes, announced, mapped).primary).toBe("a:6379");
});

test.each<[string, readonly ServerReading[]]>([
  ["nobody leads", [follower("a:6379", "10.9.9.9"), follower("b:6379", "10.1.0.7")]],
  ["two lead", [read("a:6379", master()), read("b:6379", master())]],
  ["none can be read", [unreadable("a:6379"), unreadable("b:6379")]],
])("where %s, nobody is told to", (_what, readings) => {
  expect(resolved(readings)).toStrictEqual(shard);
});

test("what AWS itself told is kept", () => {
  const told = { ...shard, primary: "a:6379", replicas: ["b:6379"] };
  const readings = [follower("a:6379", "10.9.9.9"), read("b:6379", master())];
  expect(resolveRoles(told, readings, { topology, plan: cluster })).toStrictEqual(told);
});

test("a shard's source is the one that owns its slots, by the address that AWS connects to", () => {
  const reading = (address: string) => read(address, master());
  const told = { ...shard, primary: "a:6379" };
  expect(linkedShard(told, topology, cluster, reading).address).toBe("10.0.0.242:6379");
  expect(linkedShard({ ...told, slots: "0-100" }, topology, cluster, reading)).toStrictEqual({
    kind: "unreadable",
    address: "the source of shard 0002",
    reason: "no shard of the source owns the slots 0-100",
  });
  expect(linkedShard(told, { kind: "unreadable", reason: "no answer" }, cluster, reading)).toStrictEqual({
    kind: "unreadable",
    address: "the source of shard 0002",
    reason: "no answer",
  });
});
