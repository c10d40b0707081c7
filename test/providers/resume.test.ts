// What a run that did not reach its stage leaves, and what the next one makes of it.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { source, startCloud, until, type TestCloud } from "./cloud.ts";
import { late, prepared, refusalOf, Stack } from "./stack.ts";
import { stubTexts } from "./stubTexts.ts";

// Real processes on a machine that may be busy: a run that hangs ends by its own bounds long before.
vi.setConfig({ testTimeout: 60_000 });

let cloud: TestCloud;
const usual = { startModifyingMs: 50, completeMs: 50, testMs: 20 };
beforeAll(async () => {
  cloud = await startCloud();
  await cloud.delays(usual);
  await (await cloud.redis(cloud.addresses[source] ?? "")).set("greeting", "hello");
});
afterEach(async () => {
  await cloud.delays(usual);
  await cloud.faults([]);
});
afterAll(async () => {
  await cloud.stop();
});

describe("a run that ends at its deadline", () => {
  it("leaves id, outputs, stub and a reason in the state, and the next run goes on without a second start", async () => {
    const stack = await prepared(cloud, "late");
    await cloud.delays({ startModifyingMs: 16_000 });
    const ended = await stack.up("migrate", late);
    expect(ended).toMatchObject({
      how: "rejected",
      halfMade: {
        id: "late",
        reasons: [expect.stringMatching(/^late did not reach migrate within 0\.2 minutes\b.*starting/)],
        properties: {
          __provider: (await stubTexts()).migration,
          groupId: "late",
          stage: "migrate",
          reached: "prepare",
          phase: "starting",
          schemaVersion: 1,
          attempt: 1,
        },
      },
    });
    expect(stack.migration?.inputs["stage"]).toBe("prepare");
    // Nothing in the configuration has changed since: that the stage is not reached is reason enough.
    expect(await stack.preview("migrate", late)).toStrictEqual({ failures: [], work: true });

    await stack.loseEngine();
    await stack.refresh("migrate");
    expect(await stack.preview("migrate", late)).toStrictEqual({ failures: [], work: true });
    expect(await stack.up("migrate")).toMatchObject({ how: "done", outputs: { reached: "migrate", phase: "inSync" } });
    expect(await cloud.acts("late")).toStrictEqual(["TestMigration ok", "StartMigration ok"]);
    expect(await stack.preview("migrate")).toStrictEqual({ failures: [], work: false });
  });

  it("can be aborted, and a second attempt replaces what had arrived only with consent", async () => {
    const stack = await prepared(cloud, "twice");
    await cloud.delays({ startModifyingMs: 16_000 });
    expect(await stack.up("migrate", late)).toMatchObject({ how: "rejected" });
    await cloud.delays(usual);
    expect(await stack.up("migrate")).toMatchObject({ how: "done", outputs: { phase: "inSync" } });
    expect(await stack.up("abort")).toMatchObject({ how: "done", outputs: { reached: "abort", phase: "aborted" } });
    expect(await stack.up("prepare")).toMatchObject({ how: "done", outputs: { reached: "prepare" } });

    const words = refusalOf(await stack.up("migrate"));
    expect(words).toContain("twice holds 1 keys");
    expect(words).toContain("migration.discardTargetData: twice#2");
    expect(words).toContain("(target-not-empty,");
    // Each way over prepare begins an attempt of its own, which the last one's consent is not for.
    await stack.up("prepare");
    const stale = await stack.up("migrate", { migration: { discardTargetData: "twice#2" } });
    expect(refusalOf(stale)).toContain("migration.discardTargetData: twice#3");
    await stack.up("prepare");
    const consented = await stack.up("migrate", { migration: { discardTargetData: "twice#4" } });
    expect(consented).toMatchObject({ how: "done", outputs: { phase: "inSync", attempt: 4 } });
    expect(await cloud.acts("twice")).toStrictEqual([
      "TestMigration ok",
      "StartMigration ok",
      "CompleteMigration! ok",
      ...["TestMigration ok", "TestMigration ok", "TestMigration ok"],
      "StartMigration ok",
    ]);
  });

  it("is aborted before the copy has begun, as soon as AWS reports the migration", async () => {
    const stack = await prepared(cloud, "early");
    await cloud.delays({ startModifyingMs: 16_000 });
    expect(await stack.up("migrate", late)).toMatchObject({ how: "rejected" });
    expect(await stack.up("abort")).toMatchObject({ how: "done", outputs: { phase: "aborted" } });
    expect(await cloud.acts("early")).toStrictEqual(["TestMigration ok", "StartMigration ok", "CompleteMigration! ok"]);
    expect(await cloud.status("early")).toBe("available");
  });

  it("keeps a completion that was asked for, lets nobody go back behind it, and takes its proof in the next run", async () => {
    const stack = await prepared(cloud, "completing");
    expect(await stack.up("migrate")).toMatchObject({ how: "done" });
    await cloud.delays({ completeMs: 16_000 });
    const ended = await stack.up("complete", late);
    expect(ended).toMatchObject({ how: "rejected", halfMade: { properties: { reached: "migrate", completedAt: "" } } });
    const onceEach = ["TestMigration ok", "StartMigration ok", "CompleteMigration ok"];
    expect(await cloud.acts("completing")).toStrictEqual(onceEach);
    expect(refusalOf(await stack.up("prepare"))).toContain("(illegal-move,");
    expect(refusalOf(await stack.up("abort"))).toContain(
      "migration.forceAbort: completing#<the stack output attempt> (found none)",
    );
    expect(await stack.up("complete")).toMatchObject({ how: "done", outputs: { phase: "done" } });
    expect(refusalOf(await stack.up("migrate"))).toContain("(illegal-move,");
    // A run that finds the target still in sync may ask for the completion itself, once, and never by force.
    const acts = await cloud.acts("completing");
    expect([onceEach, [...onceEach, "CompleteMigration ok"]]).toContainEqual(acts);
  });

  it("never starts again behind a completion, not even by way of migrate and prepare", async () => {
    const stack = await prepared(cloud, "behind");
    expect(await stack.up("migrate")).toMatchObject({ how: "done" });
    await cloud.delays({ completeMs: 16_000 });
    expect(await stack.up("complete", late)).toMatchObject({ how: "rejected" });
    expect(await stack.up("migrate")).toMatchObject({ how: "done" });
    await until("AWS ends the migration", async () => (await cloud.status("behind")) === "available");
    const { primary } = stack.migration?.outputs["endpoints"] as { primary: string };
    await (await cloud.redis(primary)).set("written", "after the switch");

    await stack.up("prepare");
    for (const change of [{}, { migration: { discardTargetData: "behind#1" } }]) await stack.up("migrate", change);
    await stack.up("migrate", { migration: { discardTargetData: "behind#2" } });
    expect((await cloud.acts("behind")).filter((act) => act.startsWith("StartMigration"))).toHaveLength(1);
    expect(await (await cloud.redis(primary)).get("written")).toBe("after the switch");
  });
});

describe("a run that is refused", () => {
  it("leaves a first prepare half-made by a blocking finding, and the next run judges again", async () => {
    await cloud.createTarget("blocked");
    const stack = await Stack.of(cloud, "blocked");
    const tiered = { target: { nodeType: "cache.r6gd.large" } };
    const ended = await stack.up("prepare", tiered);
    expect(ended).toMatchObject({
      how: "rejected",
      halfMade: {
        id: "blocked",
        reasons: [expect.stringContaining("target-node-type: cache.r6gd.large; expected")],
        properties: {
          findings: expect.arrayContaining([
            expect.objectContaining({ code: "target-node-type", severity: "blocking" }),
            expect.objectContaining({ code: "target-memory", severity: "unknown" }),
          ]) as unknown,
          reached: "",
        },
      },
    });
    expect(await cloud.acts("blocked")).toStrictEqual([]);
    expect(await stack.preview("prepare", tiered)).toStrictEqual({ failures: [], work: true });
    const mended = await stack.up("prepare");
    expect(mended).toMatchObject({ how: "done", outputs: { reached: "prepare" } });
    expect(JSON.stringify(mended)).not.toContain('"severity":"blocking"');
  });

  it("judges readiness once more before it starts", async () => {
    const stack = await prepared(cloud, "changed");
    const redis = await cloud.redis(cloud.addresses[source] ?? "");
    await redis.config("SET", "protected-mode", "yes");
    try {
      const ended = await stack.up("migrate");
      expect(ended).toMatchObject({ how: "rejected", halfMade: { properties: { reached: "prepare" } } });
    } finally {
      await redis.config("SET", "protected-mode", "no");
    }
    expect(await cloud.acts("changed")).toStrictEqual(["TestMigration ok"]);
    expect(await stack.up("migrate")).toMatchObject({ how: "done", outputs: { attempt: 1 } });
  });
});

describe("an AWS that answers badly", () => {
  it("is not asked to start a second time when the answer to StartMigration is lost", async () => {
    const stack = await prepared(cloud, "lost");
    await cloud.faults([{ action: "StartMigration", kind: "dropAnswer" }]);
    expect(await stack.up("migrate")).toMatchObject({ how: "done", outputs: { phase: "inSync" } });
    expect(await cloud.acts("lost")).toStrictEqual(["TestMigration ok", "StartMigration ok (answer dropped)"]);
  });

  it("is asked again when it throttled StartMigration, which then was not carried out", async () => {
    const stack = await prepared(cloud, "throttled");
    await cloud.faults([{ action: "StartMigration", kind: "throttle", times: 2 }]);
    expect(await stack.up("migrate")).toMatchObject({ how: "done", outputs: { phase: "inSync" } });
    expect(await cloud.acts("throttled")).toStrictEqual([
      "TestMigration ok",
      "StartMigration Throttling",
      "StartMigration Throttling",
      "StartMigration ok",
    ]);
  });

  it("is not asked to complete a second time when the answer to CompleteMigration is lost", async () => {
    const stack = await prepared(cloud, "unheard");
    expect(await stack.up("migrate")).toMatchObject({ how: "done" });
    await cloud.faults([{ action: "CompleteMigration", kind: "dropAnswer" }]);
    expect(await stack.up("complete")).toMatchObject({ how: "done", outputs: { phase: "done" } });
    expect(await cloud.acts("unheard")).toStrictEqual([
      "TestMigration ok",
      "StartMigration ok",
      "CompleteMigration ok (answer dropped)",
    ]);
  });
});

describe("what guards the migration's end", () => {
  it("refuses to be deleted while AWS migrates and after a start, unless an earlier run applied allowDestroy", async () => {
    const stack = await prepared(cloud, "kept");
    expect(await stack.up("migrate")).toMatchObject({ how: "done" });
    await expect(stack.destroy("migrate")).rejects.toThrow("AWS reports kept as migrating.");
    expect(await stack.up("complete")).toMatchObject({ how: "done" });
    await expect(stack.destroy("complete")).rejects.toThrow("migration.allowDestroy was not applied by an earlier up");
    expect(await stack.up("complete", { migration: { allowDestroy: true } })).toMatchObject({ how: "done" });
    await stack.destroy("complete");
    expect(await cloud.status("kept")).toBe("available");
  });
});
