import { describe, expect, test } from "vitest";
import { phaseOf, type Memory, type Phase } from "../../migration/phase.ts";
import type { Stage } from "../../migration/stages.ts";
import * as sample from "./samples.ts";

const { journal, master, milestone, plan, primaryAddress, read, replica, replicaAddress, seen } = sample;

function memory(stages: readonly Stage[], ...milestones: Memory["milestones"]): Memory {
  return { history: journal(...stages), milestones };
}
const migrate = memory(["prepare", "migrate"]);
const started = memory(["prepare", "migrate"], milestone("startRequested"));
const complete = memory(["prepare", "migrate", "complete"], milestone("startRequested"));
const sent = memory(["prepare", "migrate", "complete"], milestone("startRequested"), milestone("completeRequested"));
const abort = memory(["prepare", "migrate", "abort"], milestone("startRequested"), milestone("abortRequested"));

const phase = (sight: sample.Sight, of: Memory): Phase => phaseOf(seen(sight), of, plan);

describe("migrating", () => {
  const whileMigrating = (sight: sample.Sight, of: Memory = started) => phase({ status: "migrating", ...sight }, of);

  test("with everything applied on every node is in sync", () => {
    expect(whileMigrating({})).toStrictEqual({ phase: "inSync", lagBytes: 0 });
  });

  test("a migration that matches the intent and the source is ours, without a milestone", () => {
    expect(whileMigrating({}, migrate)).toStrictEqual({ phase: "inSync", lagBytes: 0 });
  });

  test("with the link down is starting, never in sync", () => {
    expect(whileMigrating({ primary: read(primaryAddress, replica({}, { up: false })) })).toStrictEqual({
      phase: "starting",
      waitingFor: `the link from ${primaryAddress} to the source to come up`,
    });
  });

  test("with a primary that is a master is starting, completing or aborting by what was called for", () => {
    const unlinked = { primary: read(primaryAddress, master({ replid: "b".repeat(40) })) };
    expect(whileMigrating(unlinked).phase).toBe("starting");
    expect(whileMigrating(unlinked, complete).phase).toBe("starting");
    expect(whileMigrating(unlinked, sent).phase).toBe("completing");
    expect(whileMigrating(unlinked, abort).phase).toBe("aborting");
  });

  test("while the snapshot is received or loaded is copying, with figures only where the server tells them", () => {
    const receiving = replica({}, { up: false, syncing: true, syncDoneBytes: 10, syncTotalBytes: 100 });
    expect(whileMigrating({ primary: read(primaryAddress, receiving) })).toStrictEqual({
      phase: "copying",
      part: "transfer",
      done: 10,
      total: 100,
      waitingFor: `the snapshot to arrive at ${primaryAddress}`,
    });
    const diskless = replica({}, { up: false, syncing: true });
    expect(whileMigrating({ primary: read(primaryAddress, diskless) })).toStrictEqual({
      phase: "copying",
      part: "transfer",
      done: undefined,
      total: undefined,
      waitingFor: `the snapshot to arrive at ${primaryAddress}`,
    });
    const loading = replica({ loading: true }, { up: true });
    expect(whileMigrating({ primary: read(primaryAddress, loading) }).phase).toBe("copying");
  });

  test("with a replica of ElastiCache's own behind is catching up", () => {
    expect(whileMigrating({ replicas: [read(replicaAddress, replica({ offset: 3999 }))] })).toStrictEqual({
      phase: "catchingUp",
      lagBytes: 1001,
      waitingFor: `ElastiCache's replica ${replicaAddress} to catch up`,
    });
  });

  test("with a foreign source is broken", () => {
    const foreign = replica({ replid: "f".repeat(40) }, { host: "10.9.9.9" });
    expect(whileMigrating({ primary: read(primaryAddress, foreign) })).toStrictEqual({
      phase: "broken",
      kind: "foreign",
      why: "cache-prod migrates from 10.9.9.9:6379, which is not this stack's source",
    });
  });

  test.each(["source", "primary"] as const)("with an unreadable %s is unknown", (end) => {
    const address = end === "source" ? sample.sourceAddress : primaryAddress;
    expect(whileMigrating({ [end]: sample.unreadable(address) })).toStrictEqual({
      phase: "unknown",
      about: "link",
      why: `${address} cannot be read: connect ECONNREFUSED`,
    });
  });

  test("with an unreadable replica of ElastiCache's own is unknown", () => {
    expect(whileMigrating({ replicas: [sample.unreadable(replicaAddress)] }).phase).toBe("unknown");
  });

  test("without a shard is unknown", () => {
    const none = { ...seen({ status: "migrating" }), shards: [] };
    expect(phaseOf(none, started, plan)).toStrictEqual({
      phase: "unknown",
      about: "link",
      why: "AWS lists 0 of 1 shards",
    });
  });

  test("the shard that is furthest behind speaks for all", () => {
    const one = seen({ status: "migrating" });
    const other = seen({ status: "migrating", primary: read(primaryAddress, replica({}, { up: false })) });
    const both = { ...one, shards: [...one.shards, ...other.shards] };
    expect(phaseOf(both, started, plan).phase).toBe("starting");
  });
});

test("with fewer shards listed than the source has is unknown: the others may hold anything", () => {
  const cluster = { ...plan, source: { ...plan.source, shards: 3 } };
  expect(phaseOf(seen({ status: "migrating" }), started, cluster)).toStrictEqual({
    phase: "unknown",
    about: "link",
    why: "AWS lists 1 of 3 shards",
  });
});

test("an answer without ARN or creation time is no other group, and nothing is done by it", () => {
  for (const group of [{ arn: "" }, { createdAt: "" }]) {
    expect(phase({ status: "migrating", group }, started)).toMatchObject({ phase: "unknown", about: "source" });
  }
});

describe("whose migration it is must be shown", () => {
  const named = { ...plan, source: { ...plan.source, host: "redis.internal" } };
  const unlinked = { primary: read(primaryAddress, master({ replid: "b".repeat(40) })) };
  const theirs = { at: sample.at(5), message: sample.events.started(5).message.replace("10.0.0.241", "10.9.9.9") };
  const copying = { primary: read(primaryAddress, replica({}, { host: "10.9.9.9", up: false, syncing: true })) };
  const whose = (sight: sample.Sight, of: Memory, by = plan) => {
    const found = phaseOf(seen({ status: "migrating", ...sight }), of, by);
    return "about" in found ? found.about : "kind" in found ? found.kind : found.phase;
  };
  const stages = ["migrate", "abort"] as const;
  const found = (stage: "migrate" | "abort", ...milestones: Memory["milestones"]) =>
    memory(stage === "migrate" ? ["prepare", "migrate"] : ["prepare", "migrate", "abort"], ...milestones);

  test.each(stages)("in %s, where this stack called nothing", (stage) => {
    expect(whose(unlinked, found(stage))).toBe("source");
    expect(whose({ ...unlinked, events: [theirs] }, found(stage))).toBe("foreign");
    expect(whose(copying, found(stage), named)).toBe("source");
    expect(whose({ ...unlinked, events: [sample.events.started(5)] }, found(stage))).toBe("starting");
  });

  test.each(stages)("in %s, where the own call's answer was lost: it may never have arrived", (stage) => {
    const lost = found(stage, milestone("startRequested", 1, "socket hang up"));
    expect(whose(unlinked, lost)).toBe("source");
    expect(whose({ ...unlinked, events: [sample.events.started(5)] }, lost)).toBe("starting");
  });

  test.each(stages)("in %s, where it was only found in flight", (stage) => {
    expect(whose(unlinked, found(stage, milestone("startRequested", 1, "seen in flight")))).toBe("source");
  });

  test.each(stages)("in %s, and an own call does until AWS tells an end, or another's start", (stage) => {
    const own = found(stage, milestone("startRequested"));
    expect(whose(unlinked, own)).toBe("starting");
    expect(whose(copying, own, named)).toBe("copying");
    expect(whose({ ...unlinked, events: [sample.events.fellBack(5)] }, own)).toBe("source");
    expect(whose({ ...unlinked, events: [theirs] }, own)).toBe("foreign");
  });

  test("an end that was asked for is waited for, and in abort not called again once AWS tells of it", () => {
    const events = [sample.events.started(1), sample.events.completed(5)];
    expect(whose({ ...unlinked, events }, sent)).toBe("completing");
    expect(whose({ ...unlinked, events }, abort)).toBe("source");
  });

  test("an event of an earlier attempt says nothing of what is adopted now", () => {
    const history = sample.journal("prepare", "migrate", "abort", "prepare", "migrate");
    const adopted = history.map((entry) => (entry.attempt === 2 ? { ...entry, adopted: "cache-prod#2" } : entry));
    const by = (startedAtSeconds: number, atSeconds: number) =>
      whose(
        { ...unlinked, atSeconds, events: [sample.events.started(startedAtSeconds)] },
        { history: adopted, milestones: [] },
      );
    expect(by(-2, 130)).toBe("source");
    expect(by(-0.5, 130)).toBe("starting");
    // An end that AWS tells late would show it to be of an earlier migration.
    expect(by(-0.5, 119)).toBe("source");
  });
});

describe("a cluster whose shard has failed over", () => {
  const cluster = { ...plan, source: { ...plan.source, clusterMode: "enabled" } } as const;
  const of = (
    nodes: { own: readonly string[]; others: readonly string[] },
    ...events: sample.Sight["events"] & object
  ) => {
    const sight = seen({
      status: "migrating",
      events,
      source: read("10.0.0.242:6379", master({ replid: "d".repeat(40) })),
      primary: read(primaryAddress, replica({}, { up: false })),
    });
    const found = phaseOf({ ...sight, shards: sight.shards.map((shard) => ({ ...shard, nodes })) }, started, cluster);
    return "about" in found ? found.about : "kind" in found ? found.kind : found.phase;
  };
  const own = ["10.0.0.242:6379", "10.0.0.243:6379"];

  test("is unknown while the old primary is gone and AWS's event vouches for the start, so that abort works", () => {
    expect(of({ own, others: [] }, sample.events.started(1))).toBe("link");
    expect(of({ own, others: [] })).toBe("source");
  });

  test("is connecting where the old primary is back as a replica, and foreign by another shard's server", () => {
    expect(of({ own: [...own, "10.0.0.241:6379"], others: [] })).toBe("starting");
    expect(of({ own, others: ["10.0.0.241:6379"] }, sample.events.started(1))).toBe("foreign");
  });
});
