// What doctor makes of the findings that `up` would make: what only the journal knows and only `up` does is not guessed.
import { expect, test } from "vitest";
import { diagnose } from "../../commands/diagnose.ts";
import type { Stack } from "../../commands/stack.ts";
import { parseSettings } from "../../settings.ts";
import { planOf } from "../../settings/plan.ts";
import { ScriptedWorld } from "../migration/scriptedWorld.ts";
import { whole } from "../settings/whole.ts";

/** As AWS has it of a group that does not exist. */
const none = { kind: "unknown", why: "AWS knows no nodes of it" } as const;
const never = new AbortController().signal;

function stack(changes: Readonly<Record<string, unknown>> = {}): Stack {
  const settings = parseSettings(whole(changes));
  const plan = planOf(settings);
  return { name: "prod", stage: settings.stage, settings, plan, awsConfig: () => undefined, notes: [] };
}

async function found(world: ScriptedWorld, changes: Readonly<Record<string, unknown>> = {}) {
  const { elastiCache, ...others } = world.ports;
  const nodes = () => (world.deleted ? Promise.resolve(none) : elastiCache.nodes(never));
  const eyes = { ...others, elastiCache: { ...elastiCache, nodes } };
  const diagnosis = await diagnose(stack(changes), eyes, never);
  const of = (code: string) => diagnosis.findings.filter((one) => one.code === code);
  return { ...diagnosis, of };
}

test("a group that the program will make is unknown, one that should be there is missing", async () => {
  const world = new ScriptedWorld();
  world.deleted = true;
  const severity = async (changes: Readonly<Record<string, unknown>>) =>
    (await found(world, changes)).of("target-absent").map((one) => one.severity);
  expect(await severity({})).toStrictEqual(["unknown"]);
  expect(await severity({ stage: "migrate" })).toStrictEqual(["blocking"]);
  expect(await severity({ "target.existing": true })).toStrictEqual(["blocking"]);
});

test("before the group is made its network is asked about, and what cannot be read is said", async () => {
  const world = new ScriptedWorld();
  world.deleted = true;
  const unread = (await found(world)).of("network-unread");
  expect(unread.map((one) => one.severity)).toStrictEqual(["unknown", "unknown"]);
  // Which groups the nodes will have is nothing that somebody failed to read.
  expect(unread[0]?.found).not.toContain("the target's security groups");
});

test("keys of the target are told without a consent, because which attempt comes next is the journal's to know", async () => {
  const world = new ScriptedWorld();
  world.targetKeys = 7;
  const [keys] = (await found(world)).of("target-not-empty");
  expect(keys?.remedy).not.toContain("cache-prod#");
  expect(keys?.remedy).toContain("run pulumi up in prepare: it prints the consent with its attempt");
});

test("while it migrates the keys of the target are what is being copied, and no finding", async () => {
  const world = new ScriptedWorld();
  await world.ports.elastiCache.start(never);
  world.advance(60_000);
  for (const stage of ["migrate", "complete", "abort"]) {
    const { status, over, findings, of } = await found(world, { stage });
    expect([status, over, of("target-not-empty"), findings.length > 0]).toStrictEqual(["migrating", false, [], true]);
  }
});

test.each(["complete", "abort", "operate"])("in %s without a migration in flight nothing is judged", async (stage) => {
  const { over, findings, contents } = await found(new ScriptedWorld(), { stage });
  expect([over, findings, contents.kind]).toStrictEqual([true, [], "unknown"]);
});

test("TestMigration is not called, and AWS's newest word on one is told with its date", async () => {
  const world = new ScriptedWorld();
  expect((await found(world)).of("test-migration")[0]?.found).toBe("TestMigration was not called");
  await world.ports.elastiCache.test(never);
  world.advance(60_000);
  const [told] = (await found(world)).of("test-migration");
  expect(told).toMatchObject({ severity: "unknown" });
  expect(told?.found).toMatch(
    /newest word on one, at 2026-11-20T10:00:0.*Z: Test Migration successful for cache-prod$/,
  );
  expect(world.calls.map(({ call }) => call)).toStrictEqual(["test"]); // the test's own
});

test("a test that failed blocks in migrate as it does in up, and in prepare it is a warning, each with AWS's event", async () => {
  const world = new ScriptedWorld();
  world.testFails = true;
  await world.ports.elastiCache.test(never);
  world.advance(60_000);
  const told = async (stage: string) =>
    (await found(world, { stage })).of("test-migration").map(({ severity, found: words, remedy }) => ({
      severity,
      words: words.replace(/2026-11-20T10:00:0.*?Z/, "DATE"),
      remedy,
    }));
  const event = world.visibleEvents().at(-1)?.message ?? "no event";
  expect(await told("migrate")).toStrictEqual([
    {
      severity: "blocking",
      words: `TestMigration failed: ${event} (DATE)`,
      remedy: expect.stringContaining("then run pulumi up in prepare, which tests anew") as string,
    },
  ]);
  expect(await told("prepare")).toStrictEqual([
    {
      severity: "warning",
      words: `AWS's newest word on a TestMigration is that it failed, at DATE: ${event}`,
      remedy: expect.stringContaining("run pulumi up in prepare, which calls it again") as string,
    },
  ]);
  // A newer one that passed takes its place, and one in flight is past it.
  world.testFails = false;
  await world.ports.elastiCache.test(never);
  world.advance(60_000);
  expect((await told("migrate")).length).toBe(0);
  expect((await told("prepare")).map(({ severity }) => severity)).toStrictEqual(["unknown"]);
});

test("a test that failed before the start says nothing of the migration that is in flight", async () => {
  const world = new ScriptedWorld();
  world.testFails = true;
  await world.ports.elastiCache.test(never);
  await world.ports.elastiCache.start(never);
  world.advance(60_000);
  const { status, of } = await found(world, { stage: "migrate" });
  expect([status, of("test-migration")]).toStrictEqual(["migrating", []]);
});

test("an override that has ended is told once, group or not", async () => {
  const override = { code: "target-memory", reason: "r", owner: "ana", expires: "2026-01-01" };
  const world = new ScriptedWorld();
  for (const deleted of [false, true]) {
    world.deleted = deleted;
    const { of } = await found(world, { "migration.overrides": [override] });
    expect(of("override-expired")).toHaveLength(1);
  }
});
