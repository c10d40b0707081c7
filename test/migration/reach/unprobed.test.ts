// Whole histories without a probe: AWS's word alone decides, and no server is ever asked.
import { describe, expect, test } from "vitest";
import type { RedisPort } from "../../../migration/ports.ts";
import { plan } from "../samples.ts";
import { ScriptedWorld, type Script } from "../scriptedWorld.ts";
import { callsOf, StackRuns, toldBy } from "../stackRuns.ts";
import { periodMs } from "../scriptedMetrics.ts";

const unprobed = { probe: "none" } as const;

const refuse = (): never => {
  throw new Error("a server was asked");
};

/** Every method of whose Redis port throws. */
class Unprobed extends ScriptedWorld {
  override get ports() {
    const redis: RedisPort = {
      observe: refuse,
      topology: refuse,
      source: refuse,
      restoreProbe: refuse,
      contents: refuse,
      close: refuse,
    };
    return { ...super.ports, redis };
  }
}

function stack(script: Script = {}) {
  const world = new Unprobed(script);
  world.metrics.published = true;
  return { world, runs: new StackRuns(world) };
}

async function inSync() {
  const both = stack();
  await both.runs.up("prepare", unprobed);
  expect(await both.runs.up("migrate", unprobed)).toStrictEqual({
    stage: "migrate",
    ended: "reached",
    phase: "inSync",
  });
  return both;
}

test("a migration goes from prepare to complete by AWS's word, one call each, and no server is asked", async () => {
  const { world, runs } = await inSync();
  expect(await runs.up("complete", unprobed)).toStrictEqual({ stage: "complete", ended: "reached", phase: "done" });
  expect(callsOf(world)).toStrictEqual(["test: done", "start: done", "complete: done"]);
  expect(world.promoted).toBe(true);
});

test("what only the source could answer is one finding, which names its rules", async () => {
  const { runs } = stack();
  await runs.up("prepare", unprobed);
  const found = runs.outcome?.findings?.filter(({ code }) => code === "source-not-probed");
  expect(found).toMatchObject([{ severity: "unknown" }]);
  expect(found?.[0]?.found).toMatch(/10\.0\.0\.241:6379; not judged are: .*source-protected-mode.*source-commands/);
});

describe("the gate of complete", () => {
  test("is passed by nothing that was measured before its watch, however long that was in sync", async () => {
    const { world, runs } = await inSync();
    world.advance(20_000);
    const began = world.nowMs;
    await runs.up("complete", unprobed);
    const completed = world.calls.find(({ call }) => call === "complete")?.atMs ?? 0;
    // The first whole period that lies in the watch has to end and be told before.
    const period = 60_000;
    expect(completed).toBeGreaterThanOrEqual((Math.ceil(began / period) + 1) * period);
  });

  test("refuses at once when CloudWatch says 0", async () => {
    const { world, runs } = await inSync();
    world.link = "behind";
    world.advance(60_000);
    expect(await runs.up("complete", unprobed)).toStrictEqual({
      stage: "complete",
      ended: "not-in-sync",
      phase: "catchingUp",
    });
    expect(callsOf(world)).not.toContain("complete: done");
  });

  test("refuses when a link is lost while it watches", async () => {
    const { world, runs } = await inSync();
    world.after(30, () => (world.link = "behind"));
    expect(await runs.up("complete", unprobed)).toMatchObject({ ended: "not-in-sync" });
    expect(callsOf(world)).not.toContain("complete: done");
  });

  test("refuses when CloudWatch tells nothing any more, for unknown is never in sync", async () => {
    const { world, runs } = await inSync();
    world.metrics.published = false;
    world.advance(30_000);
    expect(await runs.up("complete", unprobed)).toStrictEqual({
      stage: "complete",
      ended: "not-in-sync",
      phase: "unknown",
    });
  });
});

test("migrate waits for CloudWatch until its deadline, and says what is missing", async () => {
  const { world, runs } = stack();
  await runs.up("prepare", unprobed);
  world.after(150, () => (world.metrics.published = false));
  expect(await runs.up("migrate", { ...unprobed, deadlineMinutes: 10 })).toMatchObject({
    ended: "deadline-reached",
    phase: "unknown",
  });
  expect(runs.outcome?.failure?.happened).toContain("PrimaryLinkHealthStatus");
});

describe("StartMigration on a target that nobody can look into", () => {
  test("is called if CloudWatch counts no item but AWS's own", async () => {
    const { world } = await inSync();
    expect(callsOf(world)).toContain("start: done");
  });

  test("is called on a count that was begun after the run, so that what somebody put there before it is seen", async () => {
    const { world, runs } = stack();
    await runs.up("prepare", unprobed);
    const beganMs = world.nowMs;
    expect((await runs.up("migrate", unprobed)).ended).toBe("reached");
    const startedMs = world.calls.find(({ call }) => call === "start")?.atMs ?? 0;
    expect(startedMs).toBeGreaterThanOrEqual(Math.ceil(beganMs / periodMs) * periodMs + periodMs);
    expect(world.lines.join("\n")).toContain("waiting for CloudWatch to count the target's items anew");
    const filled = stack();
    await filled.runs.up("prepare", unprobed);
    filled.world.targetKeys = 3; // no datapoint tells of it yet
    expect((await filled.runs.up("migrate", unprobed)).ended).toBe("target-not-empty");
    expect(callsOf(filled.world)).not.toContain("start: done");
  });

  test("is refused with more items, and where CloudWatch tells nothing", async () => {
    for (const spoil of [
      (world: Unprobed) => (world.targetKeys = 3),
      (world: Unprobed) => (world.metrics.published = false),
    ]) {
      const { world, runs } = stack();
      await runs.up("prepare", unprobed);
      spoil(world);
      world.advance(120_000);
      expect(await runs.up("migrate", unprobed)).toMatchObject({ ended: "target-not-empty" });
      expect(callsOf(world)).toStrictEqual(["test: done"]);
    }
  });

  test("is refused for a group that was there before, until the operator answers for what it holds", async () => {
    const { world, runs } = stack();
    const existing = { ...unprobed, target: { ...plan.target, existing: true } };
    await runs.up("prepare", existing);
    expect(runs.outcome?.findings?.filter(({ code }) => code === "target-not-empty")).toMatchObject([
      { severity: "unknown", remedy: expect.stringContaining("migration.discardTargetData: cache-prod#1") as unknown },
    ]);
    expect(await runs.up("migrate", existing)).toMatchObject({ ended: "target-not-empty" });
    expect(runs.outcome?.failure?.remedy).toContain("migration.discardTargetData: cache-prod#1");
    expect(callsOf(world)).toStrictEqual(["test: done"]);
    expect(await runs.up("migrate", { ...existing, discardTargetData: "cache-prod#2" })).toMatchObject({
      ended: "target-not-empty",
    });
    expect(await runs.up("migrate", { ...existing, discardTargetData: "cache-prod#1" })).toMatchObject({
      ended: "reached",
    });
  });
});

test("with a probe no consent speaks for a target that cannot be read: it is to be made reachable", async () => {
  const { world, runs } = stack();
  const unreadable = {
    ...world.ports,
    redis: {
      ...new ScriptedWorld().ports.redis,
      contents: () => Promise.resolve({ kind: "unknown", why: "no answer" } as const),
    },
  };
  Object.defineProperty(world, "ports", { get: () => unreadable });
  await runs.up("prepare");
  expect(await runs.up("migrate", { discardTargetData: "cache-prod#1" })).toMatchObject({ ended: "target-not-empty" });
  expect(runs.outcome?.failure?.remedy).toContain("probe.addresses");
  expect(toldBy(runs)).toStrictEqual([]);
});
