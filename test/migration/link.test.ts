import { describe, expect, test } from "vitest";
import { linkOf } from "../../migration/link.ts";
import type { ShardReading } from "../../migration/observation.ts";
import type { Plan } from "../../migration/plan.ts";
import {
  master,
  plan,
  primaryAddress,
  read,
  replica,
  replicaAddress,
  serving,
  sourceAddress,
  unreadable,
} from "./samples.ts";

const linked: ShardReading = {
  shard: "0001",
  source: read(sourceAddress, master()),
  primary: read(primaryAddress, replica()),
  replicas: [read(replicaAddress, replica())],
};
const link = (changes: Partial<ShardReading> = {}, configured: Partial<Plan> = {}) =>
  linkOf({ ...linked, ...changes }, { ...plan, ...configured });
const primaryWith = (...args: Parameters<typeof replica>) => ({ primary: read(primaryAddress, replica(...args)) });

test("everything applied everywhere is in sync", () => {
  expect(link()).toStrictEqual({ state: "inSync", lagBytes: 0 });
});

test("the largest lag of all nodes counts, and as many bytes as allowed are still in sync", () => {
  const replicas = [read(replicaAddress, replica({ offset: 4000 }))];
  expect(link({ ...primaryWith({ offset: 4500 }), replicas })).toStrictEqual({ state: "inSync", lagBytes: 1000 });
  expect(link({ ...primaryWith({ offset: 3999 }) })).toStrictEqual({
    state: "catchingUp",
    lagBytes: 1001,
    waitingFor: `${primaryAddress} to catch up`,
  });
});

test.each([
  ["is a master", master()],
  ["has its link down", replica({}, { up: false })],
  ["is receiving a snapshot", replica({}, { syncing: true })],
  ["is loading", replica({ loading: true })],
  ["follows another history", replica({ replid: "f".repeat(40) })],
])("a replica of ElastiCache's own that %s is waited for", (_what, info) => {
  expect(link({ replicas: [read(replicaAddress, replica()), read("third:6379", info)] })).toStrictEqual({
    state: "catchingUp",
    lagBytes: 0,
    waitingFor: "ElastiCache's replica third:6379 to be in sync",
  });
});

test.each([
  ["the target's primary", primaryWith({}, { silentSeconds: 26 }), primaryAddress],
  [
    "a replica of ElastiCache's",
    { replicas: [read(replicaAddress, replica({}, { silentSeconds: 26 }))] },
    replicaAddress,
  ],
  [
    "the endpoint in front of the source",
    { via: read("10.0.0.242:6379", replica({}, { silentSeconds: 26 })) },
    "10.0.0.242:6379",
  ],
])(
  "%s that has heard nothing for longer than two pings is not in sync, although its link is up",
  (_who, silent, who) => {
    expect(link(silent)).toStrictEqual({
      state: "catchingUp",
      lagBytes: 0,
      waitingFor: `${who} to hear anything of what it follows (nothing for 26 s)`,
    });
  },
);

test("a link that was silent for two pings and a poll, or tells nothing of it, is in sync", () => {
  expect(link(primaryWith({}, { silentSeconds: 25 })).state).toBe("inSync");
  expect(link(primaryWith({}, { silentSeconds: undefined })).state).toBe("inSync");
});

test("a source that was demoted is never in sync, although it shares history and offset with its old replicas", () => {
  expect(link({ source: read(sourceAddress, replica({}, { host: "10.0.0.242" })) })).toStrictEqual({
    state: "unknown",
    why: `the source ${sourceAddress} is a replica now`,
  });
});

test("fewer replicas listed than were configured are never in sync, more are judged each", () => {
  expect(link({ replicas: [] })).toStrictEqual({
    state: "unknown",
    why: "AWS lists 0 of 1 replicas of shard 0001",
  });
  const two = { target: { ...plan.target, replicasPerShard: 2 } };
  expect(link({}, two).state).toBe("unknown");
  const replicas = [read(replicaAddress, replica()), read("third:6379", replica())];
  expect(link({ replicas }, two).state).toBe("inSync");
  expect(link({ replicas: [...replicas, read("fourth:6379", replica({ offset: 0 }))] }, two).state).toBe("catchingUp");
});

test("an existing group has the replicas that are configured, too", () => {
  const existing = { target: { ...plan.target, existing: true, replicasPerShard: 2 } };
  expect(link({}, existing)).toStrictEqual({ state: "unknown", why: "AWS lists 1 of 2 replicas of shard 0001" });
});

test("a replica that the primary does not serve is waited for, unless its link names the primary", () => {
  const alone = read(primaryAddress, { ...replica(), serves: serving() });
  expect(link({ primary: alone })).toStrictEqual({
    state: "catchingUp",
    lagBytes: 0,
    waitingFor: `${primaryAddress} to serve ElastiCache's replica ${replicaAddress} (it serves 0 of 1)`,
  });
  const [host = ""] = primaryAddress.split(":");
  expect(link({ primary: alone, replicas: [read(replicaAddress, replica({}, { host }))] }).state).toBe("inSync");
});

test("a target that is ahead of the source is impossible, and never in sync", () => {
  const why = `${primaryAddress} has applied 5001 bytes of a history of which the source tells 5000`;
  expect(link(primaryWith({ offset: 5001 }))).toStrictEqual({ state: "unknown", why });
  expect(link({ replicas: [read(replicaAddress, replica({ offset: 5001 }))] }).state).toBe("unknown");
  expect(link({ source: read(sourceAddress, master({ offset: NaN })) }).state).toBe("unknown");
});

test("offsets of different histories are never compared", () => {
  expect(link(primaryWith({ replid: "f".repeat(40) }))).toStrictEqual({
    state: "unknown",
    why: `${primaryAddress} follows another replication history than the source's`,
  });
});

test("a primary that is a master is not linked, whatever the source says", () => {
  const primary = read(primaryAddress, master());
  expect(link({ primary })).toStrictEqual({ state: "unlinked" });
  expect(link({ primary, source: unreadable(sourceAddress) })).toStrictEqual({ state: "unlinked" });
});

test("an end that cannot be read makes the link unknown", () => {
  for (const changes of [
    { source: unreadable(sourceAddress) },
    { primary: unreadable(primaryAddress) },
    { replicas: [unreadable(replicaAddress)] },
    { primary: read(primaryAddress, { ...replica(), link: undefined }) },
  ]) {
    expect(link(changes).state).toBe("unknown");
  }
});

test("a link that is down is connecting, also within the right history", () => {
  expect(link(primaryWith({}, { up: false }))).toStrictEqual({
    state: "connecting",
    waitingFor: `the link from ${primaryAddress} to the source to come up`,
  });
});

test("another port or another address is a foreign source", () => {
  const other = { replid: "f".repeat(40) };
  expect(link(primaryWith(other, { port: 6380 }))).toStrictEqual({ state: "foreign", follows: "10.0.0.241:6380" });
  expect(link(primaryWith(other, { host: "10.9.9.9" }))).toStrictEqual({ state: "foreign", follows: "10.9.9.9:6379" });
  expect(link(primaryWith(other, { host: "10.9.9.9", up: false })).state).toBe("foreign");
});

test("the source by another address is not foreign while it proves itself by its history", () => {
  expect(link(primaryWith({}, { host: "10.9.9.9" })).state).toBe("inSync");
  expect(link(primaryWith({}, { host: "10.9.9.9", up: false })).state).toBe("foreign");
});

test("the source's address as this machine reaches it is not foreign", () => {
  const addresses = { "10.0.0.241:6379": "127.0.0.5:6379" };
  const mapped = primaryWith({ replid: "f".repeat(40) }, { host: "127.0.0.5", up: false });
  expect(link(mapped, { addresses }).state).toBe("connecting");
  expect(link(mapped).state).toBe("foreign");
});

test("a name and an address cannot be told apart, so that decides nothing", () => {
  const source = { ...plan.source, host: "cache.internal.example" };
  expect(link(primaryWith({ replid: "f".repeat(40) }, { up: false }), { source }).state).toBe("connecting");
});

describe("a chained endpoint", () => {
  const primary = "10.0.0.240:6379";
  const chained = { source: { ...plan.source, primaries: [primary] } };
  const via = (...args: Parameters<typeof replica>) =>
    link({ source: read(primary, master()), via: read(sourceAddress, replica(...args)) }, chained);

  test("is in sync by the offset of the primary that takes the writes", () => {
    expect(via()).toStrictEqual({ state: "inSync", lagBytes: 0 });
    const behind = { source: read(primary, master({ offset: 7000 })), via: read(sourceAddress, replica()) };
    expect(link(behind, chained)).toStrictEqual({
      state: "catchingUp",
      lagBytes: 2000,
      waitingFor: `${primaryAddress} to catch up`,
    });
  });

  test.each([
    ["its own link is down", via({}, { up: false })],
    ["it is receiving a snapshot", via({}, { syncing: true })],
    ["it follows another history", via({ replid: "f".repeat(40) })],
    [
      "it is a primary of its own",
      link({ source: read(primary, master()), via: read(sourceAddress, master()) }, chained),
    ],
  ])("is waited for while %s: the target would see nothing of it", (_what, found) => {
    expect(found).toStrictEqual({ state: "connecting", waitingFor: `${sourceAddress} to follow ${primary}` });
  });

  test("that cannot be read makes the link unknown", () => {
    const unread = { source: read(primary, master()), via: unreadable(sourceAddress) };
    expect(link(unread, chained).state).toBe("unknown");
  });
});

test("with cluster mode a shard's primary follows the shard's own source, and no other of its shards", () => {
  const cluster = { source: { ...plan.source, clusterMode: "enabled", shards: 2 } } as const;
  const nodes = { own: ["10.0.0.242:6379"], others: ["10.0.0.241:6379"] };
  const own = { source: read("10.0.0.242:6379", master()), nodes };
  const follows = (host: string) =>
    link({ ...own, ...primaryWith({ replid: "f".repeat(40) }, { host, up: false }) }, cluster);
  expect(follows("10.0.0.242").state).toBe("connecting");
  expect(follows("10.0.0.241")).toStrictEqual({ state: "foreign", follows: "10.0.0.241:6379" });
});
