// What a refresh shows and what it must not lose, and how a stack is left whose group is gone, under the real engine. The
// tests are one history: each begins where the one before it ended.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { strangerAt, type Stranger } from "../providers/stranger.ts";
import { groupId, startStand, testTimeoutMs, until, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: testTimeoutMs, hookTimeout: testTimeoutMs });

let stand: Stand;
let stranger: Stranger;
beforeAll(async () => {
  stand = await startStand();
  stranger = strangerAt(stand.emulator.endpoint, "rehearsal");
  await (await stand.redis(stand.source)).set("greeting", "hello");
});
afterAll(async () => {
  stranger.end();
  await stand.stop();
});

const words = (errors: readonly string[]) => errors.join("\n");
const targetAndPath = ["**aws:**"];
const migration = async () => (await stand.entry("OnlineMigration")).outputs;

it("shows a migration that has come further than its run, and the next up goes on with it", async () => {
  const { engine, emulator } = stand;
  expect(await engine.up()).toMatchObject({ ok: true });
  await emulator.setDelays({ startModifyingMs: 20_000 });
  engine.setConfig("stage", "migrate");
  engine.setConfig("migration.deadlineMinutes", 0.3);
  expect(await engine.up()).toMatchObject({ ok: false });
  const before = await migration();
  expect(before).toMatchObject({ reached: "prepare", phase: "starting", lagBytes: -1 });

  await until("the target follows", async () => {
    expect(await engine.refresh({ exclude: targetAndPath })).toMatchObject({ ok: true, errors: [] });
    return (await migration())["phase"] === "inSync";
  });
  const { phase, lagBytes, endpoints, ...after } = await migration();
  expect([phase, lagBytes]).toStrictEqual(["inSync", expect.any(Number)]);
  expect({ ...after, phase: "starting", lagBytes: -1, endpoints }).toStrictEqual(before);

  engine.setConfig("migration.deadlineMinutes", 1);
  const reached = await engine.up();
  expect(reached).toMatchObject({ ok: true, outputs: { reached: "migrate", phase: "inSync", attempt: 1 } });
  expect(await stand.acts()).toStrictEqual(["TestMigration ok", "StartMigration ok"]);
});

it("keeps a group that is gone as broken, and the next up names the way out", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "abort");
  expect(await engine.up()).toMatchObject({ ok: true });
  await stranger.remove(groupId);
  await until("AWS has deleted it", async () => (await stand.status().catch(() => "")) === "");
  expect(await engine.refresh({ exclude: targetAndPath })).toMatchObject({ ok: true });
  expect(await migration()).toMatchObject({ phase: "broken", reached: "abort", endpoints: { primary: "" } });
  const { ok, errors } = await engine.up();
  expect(ok).toBe(false);
  expect(words(errors)).toContain("(group-absent,");
  expect(words(errors)).toContain("apply migration.allowDestroy: true with pulumi up");
});

it("is left by that way, and the source keeps its data", async () => {
  const { engine } = stand;
  expect(await engine.destroy()).toMatchObject({ ok: false });
  engine.setConfig("migration.allowDestroy", true);
  expect(words((await engine.up()).errors)).toContain("(group-absent,");
  expect(await engine.destroy()).toMatchObject({ ok: true, errors: [] });
  expect(await stand.resources()).toStrictEqual([]);
  expect(await (await stand.redis(stand.source)).get("greeting")).toBe("hello");
});
