// What CloudWatch's datapoints prove: everything fresh and well, and nothing less.
import { expect, test } from "vitest";
import { limits } from "../../migration/limits.ts";
import { linkDown, verdictOf, type Datapoint, type NodeMetrics, type ShardMetrics } from "../../migration/metrics.ts";
import { ms } from "./samples.ts";

const now = ms(600);
const point = (value: number, ageMs = 90_000): Datapoint => ({ kind: "read", value, atMs: now - ageMs });
const none: Datapoint = { kind: "absent", why: "has no datapoint" };

const primary = (linkHealth: Datapoint, nodeId = "a-001"): NodeMetrics => ({
  nodeId,
  role: "primary",
  linkHealth,
  lagSeconds: undefined,
});
const replica = (lagSeconds: Datapoint, nodeId = "a-002"): NodeMetrics => ({
  nodeId,
  role: "replica",
  linkHealth: undefined,
  lagSeconds,
});
const shard = (...nodes: readonly NodeMetrics[]): ShardMetrics => ({ shard: "0001", nodes });
const verdict = (...shards: readonly ShardMetrics[]) => verdictOf({ shards }, now, { shards: 1, replicasPerShard: 1 });

test("in sync is every primary at 1 and every replica without lag, as of the oldest of their datapoints", () => {
  const whole = [
    shard(primary(point(1, 70_000)), replica(point(0, 110_000))),
    shard(primary(point(1)), replica(point(1))),
  ];
  expect(verdict(...whole)).toStrictEqual({ says: "inSync", asOfMs: now - 110_000 });
});

test("one primary at 0 speaks for all, whatever else is missing", () => {
  const shards = [shard(primary(none), replica(none)), shard(primary(point(0), "b-001"), replica(point(0)))];
  expect(verdict(...shards)).toStrictEqual({ says: "down", nodeId: "b-001", asOfMs: now - 90_000 });
});

test("a health that is neither 0 nor 1 is not AWS's word for in sync", () => {
  expect(verdict(shard(primary(point(0.5)), replica(point(0)))).says).toBe("down");
});

test("a replica that is behind by more than the limit is waited for", () => {
  const lag = point(limits.replicationLagSeconds + 1);
  expect(verdict(shard(primary(point(1)), replica(lag)))).toStrictEqual({ says: "behind", nodeId: "a-002" });
});

test.each<[string, ShardMetrics, string]>([
  ["the health", shard(primary(none), replica(point(0))), "PrimaryLinkHealthStatus of a-001 has no datapoint"],
  ["a lag", shard(primary(point(1)), replica(none)), "ReplicationLag of a-002 has no datapoint"],
  [
    "a question that AWS refused",
    shard(primary({ kind: "absent", why: "cannot be read: AccessDenied" }), replica(point(0))),
    "PrimaryLinkHealthStatus of a-001 cannot be read: AccessDenied",
  ],
])("what is absent is unknown, and named: %s", (_, one, why) => {
  expect(verdict(one)).toStrictEqual({ says: "unknown", why });
});

test("what is stale is absent, a 1 and a 0 alike", () => {
  const [last, tooOld] = [limits.metricFreshWithinMs, limits.metricFreshWithinMs + 1];
  expect(verdict(shard(primary(point(1, last)), replica(point(0, last)))).says).toBe("inSync");
  expect(verdict(shard(primary(point(1, tooOld)), replica(point(0))))).toStrictEqual({
    says: "unknown",
    why: `PrimaryLinkHealthStatus of a-001 is stale (of ${new Date(now - tooOld).toISOString()})`,
  });
  expect(verdict(shard(primary(point(1)), replica(point(0, tooOld)))).says).toBe("unknown");
  expect(linkDown({ shards: [shard(primary(point(0, last)))] }, now)).toStrictEqual({
    nodeId: "a-001",
    asOfMs: now - last,
  });
  expect(linkDown({ shards: [shard(primary(point(0, tooOld)))] }, now)).toBeUndefined();
  expect(linkDown({ shards: [shard(primary(point(0, last)))] }, now, now - last)).toBeDefined();
  expect(linkDown({ shards: [shard(primary(point(0, last)))] }, now, now - last + 1)).toBeUndefined();
});

test("a datapoint of the future proves nothing", () => {
  expect(verdict(shard(primary(point(1, -1)), replica(point(0)))).says).toBe("unknown");
});

test("a group without shards, and a shard without nodes, prove nothing", () => {
  expect(verdict()).toStrictEqual({ says: "unknown", why: "AWS lists 0 of 1 shards" });
  expect(verdict(shard(primary(point(1)), replica(point(0))), { shard: "0002", nodes: [] }).says).toBe("unknown");
});

test("where AWS tells no roles, the one node with a health leads", () => {
  const node = (nodeId: string, linkHealth: Datapoint, lagSeconds: Datapoint): NodeMetrics => ({
    nodeId,
    role: "untold",
    linkHealth,
    lagSeconds,
  });
  const [a, b] = [node("a", none, point(0)), node("b", point(1), none)];
  expect(verdict(shard(a, b))).toStrictEqual({ says: "inSync", asOfMs: now - 90_000 });
  expect(verdict(shard(a, node("b", none, none)))).toStrictEqual({
    says: "unknown",
    why: "0 nodes of shard 0001 have a fresh PrimaryLinkHealthStatus, which its primary alone has",
  });
  expect(verdict(shard(node("a", point(1), point(0)), b)).says).toBe("unknown");
  expect(verdict(shard(node("a", none, none), b))).toStrictEqual({
    says: "unknown",
    why: "ReplicationLag of a has no datapoint",
  });
});

test("a shard or a replica that AWS does not list may be anything", () => {
  const listed = [shard(primary(point(1)), replica(point(0)))];
  const against = (shards: number, replicasPerShard: number) =>
    verdictOf({ shards: listed }, now, { shards, replicasPerShard });
  expect(against(1, 1).says).toBe("inSync");
  expect(against(3, 1)).toStrictEqual({ says: "unknown", why: "AWS lists 1 of 3 shards" });
  expect(against(1, 2)).toStrictEqual({ says: "unknown", why: "AWS lists 1 of 2 replicas of shard 0001" });
});
