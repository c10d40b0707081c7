import { describe, expect, test } from "vitest";
import { phaseOf, type Memory, type Phase } from "../../migration/phase.ts";
import type { Stage } from "../../migration/stages.ts";
import * as sample from "./samples.ts";

const { at, events, journal, milestone, ms, plan, primaryAddress, read, replica, seen } = sample;

function memory(stages: readonly Stage[], ...milestones: Memory["milestones"]): Memory {
  return { history: journal(...stages), milestones };
}
const migrate = memory(["prepare", "migrate"]);
const started = memory(["prepare", "migrate"], milestone("startRequested"));
const complete = memory(["prepare", "migrate", "complete"], milestone("startRequested"));
const sent = memory(["prepare", "migrate", "complete"], milestone("startRequested"), milestone("completeRequested"));
const abort = memory(["prepare", "migrate", "abort"], milestone("startRequested"), milestone("abortRequested"));

const phase = (sight: sample.Sight, of: Memory): Phase => phaseOf(seen(sight), of, plan);

describe("available", () => {
  test("after nothing is not started", () => {
    expect(phase({}, migrate)).toStrictEqual({ phase: "notStarted", status: "available" });
    expect(phase({}, memory(["prepare"]))).toStrictEqual({ phase: "notStarted", status: "available" });
  });

  test("after a start that AWS tells of and a failure is fallen back, with AWS's words", () => {
    expect(phase({ events: [events.started(1), events.fellBack(66)], atSeconds: 70 }, migrate)).toStrictEqual({
      phase: "fellBack",
      told: true,
      evidence: events.fellBack(0).message,
    });
  });

  test("after a recorded start, without a word of AWS, is a fall-back only after the start had its time", () => {
    expect(phase({ atSeconds: 129 }, started)).toStrictEqual({
      phase: "starting",
      waitingFor: "AWS to report the group as migrating",
    });
    expect(phase({ atSeconds: 130 }, started)).toStrictEqual({
      phase: "fellBack",
      told: false,
      evidence: "AWS reports available, without an event that says why",
    });
  });

  test("after a start that only its event tells of is a fall-back only after that start had its time", () => {
    expect(phase({ events: [events.started(10)], atSeconds: 139 }, migrate).phase).toBe("starting");
    expect(phase({ events: [events.started(10)], atSeconds: 140 }, migrate).phase).toBe("fellBack");
  });

  test("the events of an earlier attempt say nothing of this one", () => {
    const second = memory(["prepare", "migrate", "prepare", "migrate"]);
    const old = [events.started(-90), events.fellBack(-30)];
    expect(phase({ events: old }, second)).toStrictEqual({ phase: "notStarted", status: "available" });
  });

  test("after a completion that this stack called for is done, with AWS's words", () => {
    expect(phase({ events: [events.started(-100), events.completed(30)] }, sent)).toStrictEqual({
      phase: "done",
      asked: true,
      evidence: "Complete Migration successful for cache-prod",
    });
  });

  test("a success from before the request is somebody else's end", () => {
    const before = { ...events.completed(0), at: at(-0.5) };
    expect(phase({ events: [before] }, sent)).toStrictEqual({
      phase: "done",
      asked: false,
      evidence: before.message,
    });
    expect(phase({ events: [events.completed(30)] }, started)).toStrictEqual({
      phase: "done",
      asked: false,
      evidence: "Complete Migration successful for cache-prod",
    });
  });

  test("a completion that was asked for and that no event proves is unknown, whatever else speaks", () => {
    const why = "a completion was asked for, and no event proves how it ended";
    expect(phase({ atSeconds: 9000 }, complete)).toStrictEqual({ phase: "unknown", about: "outcome", why });
    expect(phase({ events: [events.notInSync(20)] }, complete)).toStrictEqual({
      phase: "unknown",
      about: "outcome",
      why,
    });
  });

  test("a failure after the completion was asked for fell back, and one from before it proves nothing", () => {
    const failed = events.fellBack(20);
    expect(phase({ events: [failed] }, complete)).toStrictEqual({
      phase: "fellBack",
      told: true,
      evidence: failed.message,
    });
    expect(phase({ events: [{ ...failed, at: at(0) }] }, complete).phase).toBe("unknown");
  });

  test("a recorded completion and a recorded abort stay, whatever AWS has forgotten", () => {
    const evidence = "recorded by an earlier run";
    const completed = memory(["prepare", "migrate", "complete"], milestone("completed"));
    expect(phase({}, completed)).toStrictEqual({ phase: "done", asked: true, evidence });
    const aborted = memory(["prepare", "migrate", "abort", "prepare"], milestone("aborted"));
    expect(phase({}, aborted)).toStrictEqual({ phase: "aborted", evidence });
  });

  test("after an abort is aborted, and the event of its end is not a completion", () => {
    expect(phase({}, abort)).toStrictEqual({ phase: "aborted", evidence: "AWS reports available" });
    expect(phase({ events: [events.completed(9)] }, abort)).toStrictEqual({
      phase: "aborted",
      evidence: "Complete Migration successful for cache-prod",
    });
  });

  test("an abort that was never sent waits until a start of an interrupted run would show", () => {
    const unsent = memory(["prepare", "migrate", "abort"]);
    expect(phase({ atSeconds: 129 }, unsent).phase).toBe("starting");
    expect(phase({ atSeconds: 130 }, unsent).phase).toBe("aborted");
    expect(phase({ events: [events.started(1), events.fellBack(66)], atSeconds: 70 }, unsent).phase).toBe("aborted");
  });

  test("an abort after a completion was asked for counts only if AWS accepted it", () => {
    const stages = ["prepare", "migrate", "complete", "abort"] as const;
    expect(phase({}, memory(stages)).phase).toBe("unknown");
    expect(phase({}, memory(stages, milestone("abortRequested", 1, "socket hang up"))).phase).toBe("unknown");
    expect(phase({}, memory(stages, milestone("abortRequested"))).phase).toBe("aborted");
  });

  test("a success after a completion and an abort were asked for may be either's, one before the abort is not", () => {
    const both = memory(["prepare", "migrate", "complete", "abort"], milestone("completeRequested"));
    expect(phase({ events: [events.completed(9)] }, both)).toStrictEqual({
      phase: "unknown",
      about: "outcome",
      why: "a completion and an abort were asked for, and AWS's event does not say which of them ended the migration",
    });
    const before = { ...events.completed(0), at: at(-0.5) };
    expect(phase({ events: [before] }, both)).toMatchObject({ phase: "done", asked: true });
  });

  test("with a primary that still follows the source is unknown: both ends of the link must agree", () => {
    const following = { primary: read(primaryAddress, replica()) };
    expect(phase({ ...following, events: [events.completed(30)] }, complete)).toStrictEqual({
      phase: "unknown",
      about: "outcome",
      why: "AWS reports available, and a primary still follows the source",
    });
  });
});

describe("any other status", () => {
  test("modifying goes on from what was asked", () => {
    const modifying = { status: "modifying" };
    expect(phase(modifying, memory(["prepare"]))).toStrictEqual({ phase: "notStarted", status: "modifying" });
    expect(phase(modifying, migrate)).toStrictEqual({ phase: "notStarted", status: "modifying" });
    expect(phase(modifying, started).phase).toBe("starting");
    expect(phase(modifying, complete).phase).toBe("starting");
    expect(phase(modifying, sent).phase).toBe("completing");
    expect(phase(modifying, abort).phase).toBe("aborting");
  });

  test.each(["deleting", "deleted", "create-failed"])("%j is broken: no migration comes out of it", (status) => {
    expect(phase({ status }, started)).toStrictEqual({
      phase: "broken",
      kind: "status",
      why: `AWS reports cache-prod as ${status}`,
    });
  });

  test.each(["something-new", "Available", ""])(
    "%j, which AWS lists nowhere, is unknown: it is waited out",
    (status) => {
      const why = `AWS reports cache-prod as ${status === "" ? "nothing" : status}`;
      expect(phase({ status }, started)).toStrictEqual({ phase: "unknown", about: "link", why });
    },
  );

  test("no group is broken", () => {
    const absent = { atMs: ms(0), group: { kind: "absent" }, events: [], shards: [] } as const;
    expect(phaseOf(absent, started, plan)).toMatchObject({ phase: "broken", kind: "absent" });
  });

  test.each(["available", "migrating", "modifying"])("another creation time is broken while %s", (status) => {
    const anew = { status, group: { createdAt: "2026-11-20T11:00:00.000Z" } };
    expect(phase(anew, started)).toStrictEqual({
      phase: "broken",
      kind: "another",
      why: "cache-prod was deleted and created anew (created 2026-11-20T11:00:00.000Z)",
    });
  });

  test("the same id in another account or region is another group", () => {
    expect(
      phase({ group: { arn: "arn:aws:elasticache:eu-west-1:9:replicationgroup:cache-prod" } }, started),
    ).toMatchObject({
      phase: "broken",
      kind: "another",
    });
  });
});
