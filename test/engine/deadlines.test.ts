// A migration whose runs end at their deadlines, under the real engine: what the state keeps, what is refused meanwhile,
// and how the next run goes on. The tests are one history: each begins where the one before it ended.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { addressOf } from "../../rehearsal/rehearsal.ts";
import { groupId, startStand, testTimeoutMs, until, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: testTimeoutMs });

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
  await (await stand.redis(stand.source)).set("greeting", "hello");
});
afterAll(async () => {
  await stand.stop();
});

const words = (errors: readonly string[]) => errors.join("\n");
const startedOnce = ["TestMigration ok", "StartMigration ok"];
const targetAndPath = ["**aws:**"];

it("prepares, and an up without a change then changes nothing", async () => {
  const { engine } = stand;
  expect(await engine.up()).toMatchObject({ ok: true, errors: [], outputs: { stage: "prepare", reached: "prepare" } });
  const again = await engine.up();
  expect(again).toMatchObject({ ok: true });
  expect(Object.keys(again.changes)).toStrictEqual(["same"]);
  expect(await stand.acts()).toStrictEqual(["TestMigration ok"]);
});

it("leaves alone in the flip what drifted while it could still be edited", async () => {
  const { engine, emulator } = stand;
  await stand.tag("drift", "by hand");
  expect(await engine.refresh()).toMatchObject({ ok: true });
  const before = await stand.changes();
  await emulator.setDelays({ startModifyingMs: 35_000 });
  engine.setConfig("stage", "migrate");
  const flip = await engine.preview();
  expect(flip).toMatchObject({ ok: true, changes: { update: 2 } });
  expect(await stand.changes()).toStrictEqual(before);
});

it("keeps what a run that ended at its deadline has begun", async () => {
  const { engine } = stand;
  const before = await stand.changes();
  engine.setConfig("migration.deadlineMinutes", 0.25);
  const ended = await engine.up();
  expect(ended.ok).toBe(false);
  expect(words(ended.errors)).toContain(`${groupId} did not reach migrate within 0.25 minutes`);
  expect(await stand.changes()).toStrictEqual(before);
  const { inputs, outputs, initErrors } = await stand.entry("OnlineMigration");
  expect(inputs["stage"]).toBe("prepare");
  expect(outputs).toMatchObject({ stage: "migrate", reached: "prepare", phase: "starting", attempt: 1 });
  expect(initErrors).toHaveLength(1);
  expect((await stand.entry("MigrationJournal")).outputs["history"]).toMatchObject([
    { stage: "prepare", attempt: 0 },
    { stage: "migrate", attempt: 1 },
  ]);
});

it("refuses edits by the names of their keys while the migration is in flight, and leaves the group alone", async () => {
  const { engine } = stand;
  const before = await stand.changes();
  engine.setConfig("target.replicasPerShard", 2);
  engine.setConfig("target.tags.team", "another");
  engine.setConfig("aws:defaultTags", { tags: { service: "another" } });
  for (const operation of [() => engine.preview(), () => engine.up()]) {
    const { ok, errors } = await operation();
    expect(ok).toBe(false);
    expect(words(errors)).toContain(
      "The change edits aws:defaultTags.tags.service, target.replicasPerShard, target.tags.team while the stage is migrate.",
    );
  }
  engine.setConfig("target.replicasPerShard", 1);
  engine.setConfig("target.tags.team", "platform");
  engine.setConfig("aws:defaultTags", { tags: { service: "sessions" } });
  expect(await stand.changes()).toStrictEqual(before);
});

it("refuses to go back to prepare while AWS migrates, in a preview, in an up, and with --target", async () => {
  const { engine } = stand;
  await until("AWS reports the migration", async () => (await stand.status()) === "migrating");
  const before = await stand.changes();
  engine.setConfig("stage", "prepare");
  engine.setConfig("target.nodeType", "cache.m6g.xlarge");
  const targets = ["**ReplicationGroup**"];
  for (const operation of [() => engine.preview(), () => engine.up(), () => engine.up({ targets })]) {
    const { ok, errors } = await operation();
    expect(ok).toBe(false);
    expect(words(errors)).toContain(`AWS reports ${groupId} as migrating, and the stage asks for prepare.`);
  }
  engine.setConfig("stage", "migrate");
  engine.setConfig("target.nodeType", "cache.m6g.large");
  expect(await stand.changes()).toStrictEqual(before);
});

it("refuses to destroy what is protected", async () => {
  const { engine } = stand;
  const before = await stand.changes();
  const { ok, errors } = await engine.destroy();
  expect(ok).toBe(false);
  expect(words(errors)).toMatch(/protect/);
  expect(await stand.changes()).toStrictEqual(before);
  expect(await stand.status()).toBe("migrating");
});

it("goes on from there after a refresh of all but target and path, without a second start", async () => {
  const { engine } = stand;
  expect(await engine.refresh({ exclude: targetAndPath })).toMatchObject({ ok: true });
  engine.setConfig("migration.deadlineMinutes", 1);
  const reached = await engine.up();
  expect(reached).toMatchObject({ ok: true, errors: [], outputs: { reached: "migrate", phase: "inSync", attempt: 1 } });
  expect(await stand.acts()).toStrictEqual(startedOnce);
  expect((await stand.entry("OnlineMigration")).initErrors).toStrictEqual([]);
  const again = await engine.up();
  expect(Object.keys(again.changes)).toStrictEqual(["same"]);
});

it("holds on to a completion that ended after its run, whatever the stage is set back to", async () => {
  const { engine, emulator } = stand;
  await emulator.setDelays({ completeMs: 25_000 });
  engine.setConfig("stage", "complete");
  engine.setConfig("migration.deadlineMinutes", 0.25);
  const ended = await engine.up();
  expect(ended.ok).toBe(false);
  expect(words(ended.errors)).toContain(`${groupId} did not reach complete within 0.25 minutes`);
  await until("AWS ends the migration", async () => (await stand.status()) === "available");
  const before = await stand.changes();
  for (const stage of ["prepare", "migrate", "abort"]) {
    engine.setConfig("stage", stage);
    const { ok, errors } = await engine.up();
    expect(ok).toBe(false);
    expect(words(errors)).toContain(`Stage "${stage}" cannot follow "complete" now.`);
  }
  engine.setConfig("stage", "complete");
  engine.setConfig("migration.deadlineMinutes", 1);
  const reached = await engine.up();
  expect(reached).toMatchObject({ ok: true, outputs: { reached: "complete", phase: "done" } });
  expect(await stand.acts()).toStrictEqual([...startedOnce, "CompleteMigration ok"]);
  expect(await stand.changes()).toStrictEqual(before);
});

it("gives the application a target that has the source's data and takes writes", async () => {
  const { endpoints } = (await stand.engine.outputs()) as { endpoints: { primary: string; useNow: string } };
  expect(endpoints.useNow).toBe("target");
  const target = await stand.redis(addressOf(endpoints.primary));
  expect(await target.get("greeting")).toBe("hello");
  expect(await target.set("after", "the switch")).toBe("OK");
});

it("never called what only another stage may call", async () => {
  const called = new Set(await stand.changes());
  for (const action of ["ModifyReplicationGroup", "DeleteReplicationGroup", "RemoveTagsFromResource", "DeleteRoute"])
    expect(called).not.toContain(action);
});
