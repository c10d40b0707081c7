// A migration that is given up and tried again, under the real engine. The tests are one history: each begins where the
// one before it ended.
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
const firstAttempt = ["TestMigration ok", "StartMigration ok", "CompleteMigration! ok"];

it("aborts a migration whose run ended at its deadline", async () => {
  const { engine, emulator } = stand;
  expect(await engine.up()).toMatchObject({ ok: true });
  await emulator.setDelays({ startModifyingMs: 35_000 });
  engine.setConfig("stage", "migrate");
  engine.setConfig("migration.deadlineMinutes", 0.25);
  expect(await engine.up()).toMatchObject({ ok: false });
  const primary = (await emulator.servers()).find(({ name }) => name === `${groupId}-001`);
  const target = await stand.redis(addressOf(primary?.address ?? ""));
  await until("the source's key has arrived", async () => (await target.get("greeting")) === "hello");

  engine.setConfig("stage", "abort");
  engine.setConfig("migration.deadlineMinutes", 1);
  expect(await engine.up()).toMatchObject({ ok: true, outputs: { reached: "abort", phase: "aborted" } });
  expect(await stand.acts()).toStrictEqual(firstAttempt);
  expect(await stand.status()).toBe("available");
});

it("takes no second start without a way over prepare", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "migrate");
  const { ok, errors } = await engine.up();
  expect(ok).toBe(false);
  expect(words(errors)).toContain('Stage "migrate" cannot follow "abort" now.');
  expect(await stand.acts()).toStrictEqual(firstAttempt);
});

it("replaces what had arrived only with a consent that names group and attempt", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "prepare");
  expect(await engine.up()).toMatchObject({ ok: true, outputs: { reached: "prepare" } });
  engine.setConfig("stage", "migrate");
  const refused = await engine.up();
  expect(refused.ok).toBe(false);
  expect(words(refused.errors)).toContain(`set migration.discardTargetData: ${groupId}#2`);
  // Each way over prepare begins an attempt of its own, which the last one's consent is not for.
  const anew = async (consent: string) => {
    engine.setConfig("stage", "prepare");
    expect(await engine.up()).toMatchObject({ ok: true });
    engine.setConfig("stage", "migrate");
    engine.setConfig("migration.discardTargetData", consent);
    return await engine.up();
  };
  const stale = await anew(`${groupId}#2`);
  expect(words(stale.errors)).toContain(`set migration.discardTargetData: ${groupId}#3`);
  expect((await stand.acts()).filter((act) => act.startsWith("StartMigration"))).toHaveLength(1);

  expect(await anew(`${groupId}#4`)).toMatchObject({
    ok: true,
    outputs: { reached: "migrate", phase: "inSync", attempt: 4 },
  });
  const tests = ["TestMigration ok", "TestMigration ok", "TestMigration ok"];
  expect(await stand.acts()).toStrictEqual([...firstAttempt, ...tests, "StartMigration ok"]);
});

it("destroys everything once an earlier up has applied allowDestroy, and not by the same change", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "abort");
  expect(await engine.up()).toMatchObject({ ok: true });
  engine.setConfig("migration.allowDestroy", true);
  expect(await engine.destroy()).toMatchObject({ ok: false });
  expect(await stand.status()).toBe("available");
  expect(await engine.up()).toMatchObject({ ok: true });
  expect(await engine.destroy()).toMatchObject({ ok: true, errors: [] });
  expect((await stand.changes()).filter((action) => action === "DeleteReplicationGroup")).toHaveLength(1);
});
