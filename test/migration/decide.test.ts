import { describe, expect, test } from "vitest";
import { decide, type Decision, type Situation } from "../../migration/decide.ts";
import type { Phase } from "../../migration/phase.ts";
import { journal, milestone, ms, plan } from "./samples.ts";
import { atTheGate, phases, well } from "./situations.ts";

/** What is decided, in short: the act, the reason of a wait, the code of a refusal. */
function brief(decision: Decision): string {
  switch (decision.do) {
    case "wait":
      return `wait for ${decision.reason}`;
    case "giveUp":
      return decision.failure.code;
    case "look":
    case "finish":
    case "test":
    case "start":
    case "complete":
    case "abort":
      return decision.do;
  }
}

/** Phases that come in kinds are told apart by what their kind is. */
function named(phase: Phase): string {
  if (phase.phase === "unknown") return `unknown ${phase.about}`;
  if (phase.phase === "notStarted") return `notStarted ${phase.status}`;
  if (phase.phase === "done") return `done ${String(phase.asked)}`;
  if (phase.phase === "fellBack") return `fellBack ${String(phase.told)}`;
  return phase.phase === "broken" ? `broken ${phase.kind}` : phase.phase;
}

/** A whole row of the table: what is decided in each phase. */
function row(changes: Partial<Situation>): Record<string, string> {
  return Object.fromEntries(phases.map((phase) => [named(phase), brief(decide({ ...well, ...changes, phase }))]));
}

const broken = {
  "broken absent": "group-absent",
  "broken another": "group-created-anew",
  "broken foreign": "foreign-source",
  "broken status": "outcome-unknown",
};

test("prepare never starts: it looks, tests once and finishes", () => {
  const isOpen = (phase: Phase) => phase.phase === "unknown" && phase.about === "outcome";
  const anywhere = phases.filter((phase) => phase.phase !== "broken" && phase.phase !== "done" && !isOpen(phase));
  for (const phase of anywhere) {
    const prepare = (changes: Partial<Situation>) => brief(decide({ ...well, stage: "prepare", phase, ...changes }));
    expect(prepare({ evidence: undefined })).toBe("look");
    expect(prepare({ test: "notRun" })).toBe("test");
    expect(prepare({ test: "running" })).toBe("wait for TestMigration to tell its outcome");
    expect(prepare({ test: "passed" })).toBe("finish");
    expect(prepare({ status: "creating" })).toBe("wait for cache-prod to be available (AWS reports creating)");
    expect(prepare({ status: "migrating" })).toBe("migration-in-flight");
  }
});

test("prepare of a migration that is done refuses, whoever ended it and whatever was tested", () => {
  const done = (asked: boolean, status: string) =>
    brief(decide({ ...well, stage: "prepare", test: "notRun", status, phase: { phase: "done", asked, evidence: "" } }));
  expect([done(true, "available"), done(false, "available")]).toStrictEqual(["not-in-flight", "completed-elsewhere"]);
});

test("prepare after an end that nothing proves waits for a late event, and then refuses and names what leads out", () => {
  const phase: Phase = { phase: "unknown", about: "outcome", why: "no event proves it" };
  const open = (seconds: number) => decide({ ...well, stage: "prepare", phase, nowMs: ms(seconds) });
  expect(brief(open(119.999))).toBe("wait for AWS's word on how the migration ended: no event proves it");
  expect(open(120)).toMatchObject({
    failure: {
      code: "completion-not-proven",
      remedy: expect.stringContaining("notCompleted in stage prepare") as string,
    },
  });
});

test("prepare ends with every blocking finding, and lets warnings pass", () => {
  const finding = {
    code: "target-multi-az",
    severity: "blocking",
    found: "off",
    expected: "on",
    remedy: "put it on",
    source: "AWS",
  } as const;
  const contents = { kind: "empty" } as const;
  const blocked = decide({
    ...well,
    stage: "prepare",
    evidence: { findings: [finding, { ...finding, code: "target-failover" }], contents, sources: [] },
  });
  expect(brief(blocked)).toBe("blocking-findings");
  expect(blocked).toHaveProperty(
    "failure.happened",
    expect.stringMatching(/target-multi-az: off[^]*target-failover: off/),
  );
  const warned = {
    ...well,
    stage: "prepare",
    evidence: { findings: [{ ...finding, severity: "warning" }], contents, sources: [] },
  } as const;
  expect(brief(decide(warned))).toBe("finish");
});

test("migrate starts where nothing was started, and otherwise waits, finishes or says what stands in the way", () => {
  expect(row({ stage: "migrate", status: "migrating" })).toStrictEqual({
    "unknown link": "wait for certainty: the source cannot be read",
    "unknown outcome": "wait for certainty: no event proves it",
    "notStarted available": "start",
    "notStarted modifying": "wait for cache-prod to be available (AWS reports modifying)",
    starting: "wait for the link to come up",
    copying: "wait for the snapshot to arrive",
    catchingUp: "wait for a replica",
    inSync: "finish",
    completing: "wait for the completion that was asked for to end",
    "done true": "not-in-flight",
    "done false": "completed-elsewhere",
    aborting: "wait for the abort that was asked for to end",
    aborted: "start-already-made",
    "fellBack true": "fell-back",
    "fellBack false": "wait for AWS's event that says why it went back",
    ...broken,
  });
});

test("migrate looks before it starts, and again only after the events of an interrupted run are in", () => {
  expect(brief(decide({ ...well, evidence: undefined }))).toBe("look");
  expect(brief(decide({ ...well, startsKnownAtMs: ms(120) }))).toBe(
    "wait for the event of a start that an interrupted run may have made",
  );
  expect(brief(decide({ ...well, acts: new Set(["start"]) }))).toBe(
    "wait for AWS to report what became of StartMigration",
  );
});

test("with waitFor started, migrate ends with the first bytes", () => {
  const early = row({ plan: { ...plan, waitFor: "started" } });
  expect([early["starting"], early["copying"], early["catchingUp"]]).toStrictEqual([
    "wait for the link to come up",
    "finish",
    "finish",
  ]);
});

test("with waitFor started, a copy that nobody sees is no beginning", () => {
  const copying = {
    phase: "copying",
    part: "unseen",
    done: undefined,
    total: undefined,
    waitingFor: "health",
  } as const;
  expect(brief(decide({ ...well, plan: { ...plan, waitFor: "started" }, phase: copying }))).toBe("wait for health");
});

describe("complete", () => {
  test("before it has asked, refuses at once what is not in sync", () => {
    expect(row(atTheGate)).toStrictEqual({
      "unknown link": "not-in-sync",
      "unknown outcome": "wait for AWS's proof that the completion succeeded: no event proves it",
      "notStarted available": "not-in-flight",
      "notStarted modifying": "not-in-flight",
      starting: "not-in-sync",
      copying: "not-in-sync",
      catchingUp: "not-in-sync",
      inSync: "complete",
      completing: "wait for AWS's proof that the completion succeeded",
      "done true": "finish",
      "done false": "completed-elsewhere",
      aborting: "wait for the abort that was asked for to end",
      aborted: "not-in-flight",
      "fellBack true": "not-in-flight",
      "fellBack false": "not-in-flight",
      ...broken,
    });
  });

  test("after it has asked, waits for AWS's proof and never asks again", () => {
    const proof = "wait for AWS's proof that the completion succeeded";
    expect(row({ ...atTheGate, acts: new Set(["complete"]) })).toStrictEqual({
      "unknown link": `${proof}: the source cannot be read`,
      "unknown outcome": `${proof}: no event proves it`,
      "notStarted available": "not-in-flight",
      "notStarted modifying": "not-in-flight",
      starting: proof,
      copying: proof,
      catchingUp: proof,
      inSync: "wait for AWS to promote the target",
      completing: proof,
      "done true": "finish",
      "done false": "completed-elsewhere",
      aborting: "wait for the abort that was asked for to end",
      aborted: "not-in-flight",
      "fellBack true": "not-in-flight",
      "fellBack false": "not-in-flight",
      ...broken,
    });
  });

  test("watches for the whole of inSyncForSeconds", () => {
    const reason = "wait for the target to stay in sync for 60 s";
    expect(brief(decide({ ...atTheGate, nowMs: ms(59.999), inSyncSinceMs: ms(0) }))).toBe(reason);
    expect(brief(decide({ ...atTheGate, nowMs: ms(60), inSyncSinceMs: undefined }))).toBe(reason);
    expect(brief(decide({ ...atTheGate, nowMs: ms(60), inSyncSinceMs: ms(0) }))).toBe("complete");
    expect(decide({ ...atTheGate, nowMs: ms(60), inSyncLooks: 2 }).do).toBe("wait");
  });

  test("ends with AWS's words when AWS refuses it", () => {
    const refused = {
      ...atTheGate,
      acts: new Set(["complete"] as const),
      completionRefusedBy: "data is not in sync",
    };
    const decision = decide({ ...refused, phase: { phase: "inSync", lagBytes: 0 } });
    expect(decision).toMatchObject({
      failure: { code: "not-in-sync", happened: expect.stringContaining("data is not in sync") as string },
    });
  });
});

test("abort ends what is in flight once, whatever can be seen of it", () => {
  const inFlight = {
    stage: "abort",
    status: "migrating",
    memory: { history: journal("prepare", "migrate", "abort"), milestones: [] },
  } as const;
  const ends = {
    "unknown link": "abort",
    "unknown outcome": "abort",
    "notStarted available": "finish",
    "notStarted modifying": "wait for cache-prod to be available",
    starting: "abort",
    copying: "abort",
    catchingUp: "abort",
    inSync: "abort",
    completing: "abort",
    "done true": "not-in-flight",
    "done false": "completed-elsewhere",
    aborting: "abort",
    aborted: "finish",
    "fellBack true": "finish",
    "fellBack false": "finish",
    ...broken,
  };
  const waiting = "wait for AWS to end the migration (it reports migrating)";
  expect(row(inFlight)).toStrictEqual(ends);
  expect(row({ ...inFlight, acts: new Set(["abort"]) })).toStrictEqual(
    Object.fromEntries(Object.entries(ends).map(([phase, end]) => [phase, end === "abort" ? waiting : end])),
  );
});

test("what the remedy of an ended migration asks for is a stage that the journal accepts", () => {
  const done: Phase = { phase: "done", asked: true, evidence: "Complete Migration successful" };
  expect(decide({ ...well, stage: "migrate", phase: done })).toMatchObject({
    failure: { remedy: "set stage to complete: the target owns the data" },
  });
  expect(decide({ ...well, stage: "abort", phase: done })).toMatchObject({
    failure: { remedy: expect.not.stringContaining("set stage") as string },
  });
});

test("at the deadline the last observation is told, and for how long it has not changed", () => {
  const late: Situation = {
    ...well,
    nowMs: ms(2700),
    unchangedSinceMs: ms(2400),
    phase: { phase: "inSync", lagBytes: 7 },
  };
  expect(decide(late)).toStrictEqual({ do: "finish" });
  expect(decide({ ...late, stage: "complete" })).toStrictEqual({
    do: "giveUp",
    failure: {
      code: "deadline-reached",
      happened:
        "cache-prod did not reach complete within 45 minutes. Last seen: in sync, 7 bytes behind, unchanged for 300 s; it was waiting for the target to stay in sync for 60 s.",
      expected: "the end of complete",
      remedy: "run pulumi up again: it goes on from there",
    },
  });
  const unproven: Phase = { phase: "unknown", about: "outcome", why: "no event proves it" };
  for (const stage of ["migrate", "complete", "abort"] as const) {
    expect(decide({ ...late, stage, phase: unproven })).toMatchObject({
      failure: { code: "completion-not-proven", remedy: expect.stringContaining("migration.declare") as string },
    });
  }
});

test("where nothing is in flight to complete, the remedy is one that the journal accepts", () => {
  const fellBack: Phase = { phase: "fellBack", told: true, evidence: "Migration operation failed" };
  const { failure } = decide({ ...atTheGate, status: "available", phase: fellBack }) as Extract<
    Decision,
    { do: "giveUp" }
  >;
  expect(failure.happened).toContain("Migration operation failed");
  expect(failure.remedy).toContain("set stage to prepare and say so in the same change (migration.declare");
});

test("operate begins with the recorded proof of the completion, and waits for what AWS changes", () => {
  const completed = { ...well.memory, milestones: [milestone("completed")] };
  const done: Phase = { phase: "done", asked: true, evidence: "recorded by an earlier run" };
  const operate = { ...well, stage: "operate", phase: done } as const;
  expect(brief(decide(operate))).toBe("completion-not-proven");
  expect(brief(decide({ ...operate, memory: completed }))).toBe("finish");
  expect(brief(decide({ ...operate, memory: completed, status: "modifying" }))).toBe(
    "wait for cache-prod to be available (AWS reports modifying)",
  );
  const another: Phase = { phase: "broken", kind: "another", why: "cache-prod was created anew" };
  expect(brief(decide({ ...operate, memory: completed, phase: another }))).toBe("group-created-anew");
});

test("a start that was made in an earlier run of the attempt is not made again", () => {
  const milestones = [milestone("startRequested")];
  expect(brief(decide({ ...well, memory: { ...well.memory, milestones } }))).toBe("start-already-made");
});
