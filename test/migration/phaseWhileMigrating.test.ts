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
      why: "AWS reports no shard",
    });
  });

  test("the shard that is furthest behind speaks for all", () => {
    const one = seen({ status: "migrating" });
    const other = seen({ status: "migrating", primary: read(primaryAddress, replica({}, { up: false })) });
    const both = { ...one, shards: [...one.shards, ...other.shards] };
    expect(phaseOf(both, started, plan).phase).toBe("starting");
  });
});
