// The Pulumi CLI dies by SIGKILL in the middle of a migration. The tests are one history: each begins where the one
// before it ended.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startStand, testTimeoutMs, until, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: testTimeoutMs });

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});
afterAll(async () => {
  await stand.stop();
});

const startedOnce = ["TestMigration ok", "StartMigration ok"];

/** Kills the CLI of the operation under way and waits until the providers have ended by themselves. */
async function killEngine(): Promise<void> {
  const engines = stand.processes("/pulumi up ");
  expect(engines).toHaveLength(1);
  for (const pid of engines) process.kill(pid, "SIGKILL");
  await until("providers end with their engine", () =>
    ["dynamic-provider", "pulumi-resource-"].every((text) => stand.processes(text).length === 0),
  );
}

it("goes on after the CLI was killed while the migration started, and starts once", async () => {
  const { engine, emulator } = stand;
  expect(await engine.up()).toMatchObject({ ok: true });
  await emulator.setDelays({ startModifyingMs: 5_000 });
  engine.setConfig("stage", "migrate");
  const up = engine.up();
  await until("StartMigration is called", async () => (await stand.acts()).length === startedOnce.length);
  await killEngine();
  expect(await up).toMatchObject({ ok: false });

  const locked = await engine.up();
  expect(locked.ok).toBe(false);
  expect(locked.errors.join("\n")).toMatch(/locked/);
  await engine.cancel();
  expect(await engine.up()).toMatchObject({ ok: true, outputs: { reached: "migrate", phase: "inSync", attempt: 1 } });
  expect(await stand.acts()).toStrictEqual(startedOnce);
});

it("never completes when the CLI is killed while the target is watched, until an up asks for it again", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "complete");
  engine.setConfig("migration.inSyncForSeconds", 30);
  const up = engine.up();
  await until("the watch has begun", () => stand.said().includes("to stay in sync for 30 s"));
  await killEngine();
  expect(await up).toMatchObject({ ok: false });
  expect(await stand.acts()).toStrictEqual(startedOnce);
  expect(await stand.status()).toBe("migrating");

  await engine.cancel();
  engine.setConfig("migration.inSyncForSeconds", 0.8);
  expect(await engine.up()).toMatchObject({ ok: true, outputs: { reached: "complete", phase: "done" } });
  expect(await stand.acts()).toStrictEqual([...startedOnce, "CompleteMigration ok"]);
});
