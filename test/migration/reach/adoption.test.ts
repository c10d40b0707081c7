// A migration that somebody else started, taken over or left alone. The script is AWS as it is documented.
import { describe, expect, test } from "vitest";
import type { Plan } from "../../../migration/plan.ts";
import { plan } from "../samples.ts";
import { callsOf, milestonesOf, stack } from "../stackRuns.ts";
import type { Link } from "../scriptedServers.ts";

/** Somebody's start, as the console makes it: of this stack's source. */
function inFlight(link: Link = "synced") {
  const both = stack();
  both.world.tell(
    "Starting migration operation for target cluster cache-prod with source cluster endpoint 10.0.0.241 and port 6379",
  );
  both.world.status = "migrating";
  both.world.link = link;
  both.world.history = "source";
  both.world.targetKeys = 10;
  return both;
}
const consent = { adopt: "cache-prod#1", existing: true };
/** Another source than the one whose data are coming. */
const other: Partial<Plan> = { source: { ...plan.source, host: "10.0.0.9" } };

test("an adopted migration is gone on with as this attempt's start, completed by the gate, and never started", async () => {
  const { world, runs } = inFlight();
  expect((await runs.up("migrate", {}, consent)).ended).toBe("reached");
  expect(runs.milestones[0]).toMatchObject({ kind: "startRequested", attempt: 1, evidence: "adopted" });
  expect((await runs.up("complete")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["complete: done"]);
  expect(milestonesOf(runs)).toStrictEqual([
    "startRequested 1",
    "replicating 1",
    "inSync 1",
    "completeRequested 1",
    "completed 1",
  ]);
});

test("the gate holds for an adopted migration as for any other", async () => {
  const { world, runs } = inFlight("behind");
  expect((await runs.up("migrate", { waitFor: "started" }, consent)).ended).toBe("reached");
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
  expect(callsOf(world)).toStrictEqual([]);
});

test("an adopted migration is aborted, and the next attempt starts by itself", async () => {
  const { world, runs } = inFlight();
  expect(await runs.up("abort", {}, consent)).toStrictEqual({ stage: "abort", ended: "reached", phase: "aborted" });
  expect((await runs.up("prepare")).ended).toBe("reached");
  expect((await runs.up("migrate", { discardTargetData: "cache-prod#2" })).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(["abort: done", "test: done", "start: done"]);
});

describe.each(["migrate", "abort"] as const)("a migration of another source, in %s,", (stage) => {
  test("is refused and left alone", async () => {
    const { world, runs } = inFlight("connecting");
    expect(await runs.up(stage, other, consent)).toStrictEqual({ stage, ended: "foreign-source", phase: "broken" });
    expect(callsOf(world)).toStrictEqual([]);
    expect(world.status).toBe("migrating");
    expect(runs.milestones).toStrictEqual([]);
  });

  test("is refused after a bounded wait where nothing shows whose it is, and left alone", async () => {
    const { world, runs } = inFlight("connecting");
    const named: Partial<Plan> = { source: { ...plan.source, host: "redis.internal" } };
    const beganMs = world.nowMs;
    expect(await runs.up(stage, named, consent)).toStrictEqual({ stage, ended: "foreign-source", phase: "unknown" });
    expect(world.nowMs - beganMs).toBeLessThanOrEqual(130_000);
    expect(callsOf(world)).toStrictEqual([]);
    expect(runs.milestones).toStrictEqual([]);
  });

  test("that shows only later to be this stack's is adopted then", async () => {
    const { world, runs } = inFlight("none");
    world.after(60, () => (world.link = "synced"));
    expect((await runs.up(stage, {}, consent)).ended).toBe("reached");
    expect(runs.milestones[0]).toMatchObject({ kind: "startRequested", evidence: "adopted" });
  });
});

test("an attempt that adopted never starts, whatever became of what was in flight", async () => {
  for (const end of ["falls back", "goes away"] as const) {
    const { world, runs } = inFlight("none");
    world.after(30, () => {
      world.end();
      if (end === "falls back")
        world.tell("Migration operation failed for replication group cache-prod because of invalid RDB received");
    });
    const consents = { discardTargetData: "cache-prod#1", forceAbort: "cache-prod#1" };
    expect((await runs.up("migrate", consents, consent)).ended).toBe("fell-back");
    expect((await runs.up("migrate", consents)).ended).toBe("fell-back");
    expect(callsOf(world)).toStrictEqual([]);
  }
});

test("who started it may complete it: that is no completion of this stack's, and no abort", async () => {
  for (const stage of ["migrate", "abort"] as const) {
    const { world, runs } = inFlight("none");
    world.after(20, () => world.force());
    const { ended } = await runs.up(stage, { deadlineMinutes: 5 }, consent);
    expect(["completed-elsewhere", "unexplained-status-change"]).toContain(ended);
    expect((await runs.up(stage, { deadlineMinutes: 5 })).ended).not.toBe("reached");
    expect(milestonesOf(runs)).not.toContain("aborted 1");
    expect(callsOf(world)).toStrictEqual([]);
  }
});

test("without the consent the journal refuses, and nothing is recorded", async () => {
  const { runs } = inFlight();
  for (const words of [{ existing: true }, { existing: true, adopt: "cache-prod#2" }, { adopt: "cache-prod#1" }]) {
    expect((await runs.up("migrate", {}, words)).ended).toBe("refused");
    expect((await runs.up("complete", {}, words)).ended).toBe("refused");
  }
  expect(runs.history).toStrictEqual([]);
});
