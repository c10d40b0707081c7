// The phase without a probe, and what CloudWatch may say against servers that are in sync.
import { describe, expect, test } from "vitest";
import type { Datapoint, MetricsReading } from "../../migration/metrics.ts";
import type { Observation } from "../../migration/observation.ts";
import { phaseOf, type Memory, type Phase } from "../../migration/phase.ts";
import type { Plan } from "../../migration/plan.ts";
import { at, events, group, journal, milestone, ms, plan, seen } from "./samples.ts";

const unprobed: Plan = { ...plan, probe: "none" };
const nowMs = ms(600);
const point = (value: number, ageMs = 60_000): Datapoint => ({ kind: "read", value, atMs: nowMs - ageMs });
const absent: Datapoint = { kind: "absent", why: "has no datapoint" };

function reading(linkHealth: Datapoint, lagSeconds: Datapoint = point(0)): MetricsReading {
  return {
    shards: [
      {
        shard: "0001",
        nodes: [
          { nodeId: "cache-prod-001", role: "primary", linkHealth, lagSeconds: undefined },
          { nodeId: "cache-prod-002", role: "replica", linkHealth: undefined, lagSeconds },
        ],
      },
    ],
  };
}

const started = { history: journal("prepare", "migrate"), milestones: [milestone("startRequested")] };

/** Ten minutes after the start, of which AWS tells. */
function unseen(metrics: MetricsReading, memory: Memory = started, change: Partial<Observation> = {}): Phase {
  const whole = { atMs: nowMs, group: { ...group, status: "migrating" }, events: [events.started(1)], shards: [] };
  return phaseOf({ ...whole, metrics, ...change }, memory, unprobed);
}

describe("without a probe", () => {
  test("in sync is CloudWatch's word alone, without a lag and with the age of that word", () => {
    expect(unseen(reading(point(1)))).toStrictEqual({ phase: "inSync", lagBytes: undefined, asOfMs: nowMs - 60_000 });
  });

  test("a health of 0 is a start until it could have fallen back, and a copy that nobody sees after that", () => {
    const waitingFor = "CloudWatch to report cache-prod-001 in sync with the source (PrimaryLinkHealthStatus is 0)";
    const early = { milestones: [milestone("startRequested", 1, "", 590)], history: started.history };
    expect(unseen(reading(point(0)), early)).toStrictEqual({ phase: "starting", waitingFor });
    const late = { phase: "copying", part: "unseen", done: undefined, total: undefined, waitingFor };
    expect(unseen(reading(point(0)))).toStrictEqual(late);
  });

  test("a health of 0 after one of 1 is a target that has fallen behind", () => {
    const before = { ...started, milestones: [...started.milestones, milestone("inSync")] };
    expect(unseen(reading(point(0)), before)).toMatchObject({ phase: "catchingUp", lagBytes: undefined });
  });

  test("a replica that lags is waited for", () => {
    expect(unseen(reading(point(1), point(9)))).toStrictEqual({
      phase: "catchingUp",
      lagBytes: undefined,
      waitingFor: "ElastiCache's replica cache-prod-002 to catch up (ReplicationLag)",
    });
  });

  test("what is absent is unknown, with the series that are missing", () => {
    expect(unseen(reading(absent, absent))).toStrictEqual({
      phase: "unknown",
      about: "link",
      why: "CloudWatch does not tell: PrimaryLinkHealthStatus of cache-prod-001 has no datapoint; ReplicationLag of cache-prod-002 has no datapoint",
    });
  });

  test("a migration from another source is broken by AWS's event of its start", () => {
    const message = events.started(1).message.replace("10.0.0.241", "10.9.9.9");
    expect(unseen(reading(point(1)), started, { events: [{ at: at(1), message }] })).toStrictEqual({
      phase: "broken",
      kind: "foreign",
      why: "cache-prod migrates from 10.9.9.9:6379, which is not this stack's source",
    });
  });

  test("without that event its own call stands for it, and what was only found in flight does not", () => {
    expect(unseen(reading(point(1)), started, { events: [] }).phase).toBe("inSync");
    const found = { ...started, milestones: [milestone("startRequested", 1, "seen in flight")] };
    expect(unseen(reading(point(1)), found, { events: [] })).toStrictEqual({
      phase: "unknown",
      about: "source",
      why: "AWS tells no event of the start",
    });
  });

  test("an event of a start whose end is told vouches for nothing, and neither does the call", () => {
    const ended = [events.started(1), events.fellBack(70)];
    expect(unseen(reading(point(1)), started, { events: ended })).toMatchObject({ phase: "unknown", about: "source" });
  });

  test("a completion that was sent is under way until AWS tells its end", () => {
    const sent = { ...started, milestones: [...started.milestones, milestone("completeRequested")] };
    expect(unseen(reading(point(0)), sent)).toStrictEqual({ phase: "completing" });
    expect(unseen(reading(absent), sent)).toStrictEqual({ phase: "completing" });
    expect(unseen(reading(point(1)), sent).phase).toBe("inSync");
  });

  test("an abort that was sent is under way", () => {
    const sent = { ...started, milestones: [...started.milestones, milestone("abortRequested")] };
    expect(unseen(reading(point(1)), sent)).toStrictEqual({ phase: "aborting" });
  });

  test.each(["completed", "aborted", "fellBack"] as const)(
    "one that migrates again after it was %s is not this stack's",
    (kind) => {
      const ended = { ...started, milestones: [...started.milestones, milestone(kind)] };
      expect(unseen(reading(point(1)), ended)).toMatchObject({ phase: "broken", kind: "foreign" });
    },
  );

  test("a success event without a recorded call is no completion of this stack's: no server tells more", () => {
    const memory = { history: journal("prepare", "migrate", "complete"), milestones: [milestone("startRequested")] };
    const told = [events.started(-1), events.completed(300)];
    const available: Observation = { atMs: nowMs, group, events: told, shards: [] };
    expect(phaseOf(available, memory, unprobed)).toMatchObject({ phase: "unknown", about: "outcome" });
    const sent = { ...memory, milestones: [...memory.milestones, milestone("completeRequested")] };
    expect(phaseOf(available, sent, unprobed)).toMatchObject({ phase: "done", asked: true });
  });
});

describe("with a probe, CloudWatch against servers that are in sync", () => {
  const migrating = seen({ status: "migrating", atSeconds: 600 });
  const withHealth = (linkHealth: Datapoint) => phaseOf({ ...migrating, metrics: reading(linkHealth) }, started, plan);

  test("holds with a fresh 0", () => {
    expect(withHealth(point(0))).toStrictEqual({
      phase: "catchingUp",
      lagBytes: 0,
      waitingFor: "CloudWatch to report cache-prod-001 in sync with the source (PrimaryLinkHealthStatus is 0)",
    });
  });

  test.each<[string, Datapoint]>([
    ["a 1", point(1)],
    ["no datapoint", absent],
    ["a 0 that is stale", point(0, 600_000)],
  ])("does not hold with %s", (_, linkHealth) => {
    expect(withHealth(linkHealth)).toStrictEqual({ phase: "inSync", lagBytes: 0 });
  });

  test("does not hold with a 0 of a period that began before a run saw the target in sync", () => {
    const seenInSync = { ...started, milestones: [...started.milestones, milestone("inSync", 1, "", 590)] };
    const health = (ageMs: number) => ({ ...migrating, metrics: reading(point(0, ageMs)) });
    expect(phaseOf(health(10_001), seenInSync, plan).phase).toBe("inSync");
    expect(phaseOf(health(10_000), seenInSync, plan).phase).toBe("catchingUp");
    // By the clock of a runner that is ahead it was seen later than now: that says nothing.
    const ahead = { ...started, milestones: [...started.milestones, milestone("inSync", 1, "", 601)] };
    expect(phaseOf(health(10_001), ahead, plan).phase).toBe("catchingUp");
  });

  test("makes nothing of servers that are not in sync", () => {
    const unlinked = seen({
      status: "migrating",
      atSeconds: 600,
      source: { kind: "unreadable", address: "s", reason: "r" },
    });
    expect(phaseOf({ ...unlinked, metrics: reading(point(1)) }, started, plan).phase).toBe("unknown");
  });
});
