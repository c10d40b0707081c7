// What the operator says beside the stage, under the real engine: a migration taken over, a word on how one ended, and
// what the program says before it acts. The tests are one history: each begins where the one before it ended.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { strangerAt, type Stranger } from "../providers/stranger.ts";
import { picture } from "./picture.ts";
import { groupId, startStand, testTimeoutMs, until, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: testTimeoutMs, hookTimeout: testTimeoutMs });

let stand: Stand;
let stranger: Stranger;
/** Before the stack made anything. */
let bare: object;
beforeAll(async () => {
  stand = await startStand();
  stranger = strangerAt(stand.emulator.endpoint, "rehearsal");
  bare = await picture(stand);
  await (await stand.redis(stand.source)).mset({ greeting: "hello", number: "7" });
});
afterAll(async () => {
  stranger.end();
  await stand.stop();
});

const words = (errors: readonly string[]) => errors.join("\n");
const declared = { outcome: "completed", owner: "mara", reason: "in sync at the console" };
/** The stack's own type, as `--target` names it. */
const onlyTheMigration = ["**OnlineMigration**"];
const theirs = ["TestMigration ok", "StartMigration ok"];

it("takes no other first stage than prepare for a group that the stack makes, with whatever consent", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "migrate");
  engine.setConfig("migration.adopt", `${groupId}#1`);
  const { ok, errors } = await engine.up();
  expect(ok).toBe(false);
  expect(words(errors)).toContain('Stage "migrate" cannot be the first.');
  engine.setConfig("migration.adopt", undefined);
  engine.setConfig("stage", "prepare");
  expect(await engine.up()).toMatchObject({ ok: true });
});

it("refuses a migration that somebody else began, and prints the consent by which it may be adopted", async () => {
  const { engine } = stand;
  const endpoint = engine.getConfig("source.endpoint") as string;
  await stranger.start(groupId, endpoint);
  await until("AWS reports the migration", async () => (await stand.status()) === "migrating");
  engine.setConfig("stage", "abort");
  expect(words((await engine.preview()).errors)).toContain(`set migration.adopt: ${groupId}#<one more than`);
  engine.setConfig("stage", "migrate");
  const { ok, errors } = await engine.up();
  expect(ok).toBe(false);
  // Without a preview too it is the journal's check that refuses, by the inputs alone.
  expect(words(errors)).toContain(`set migration.adopt: ${groupId}#`);
  expect((await stand.entry("MigrationJournal")).outputs["history"]).toMatchObject([{ stage: "prepare", attempt: 0 }]);
  expect(await stand.acts()).toStrictEqual(theirs);
});

it("adopts it with the consent for the attempt that this begins, though not by --target past the journal", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "migrate");
  engine.setConfig("migration.adopt", `${groupId}#2`);
  expect(words((await engine.up()).errors)).toContain("(migration-in-flight,");
  engine.setConfig("migration.adopt", `${groupId}#1`);
  const past = await engine.up({ targets: onlyTheMigration });
  expect(past.ok).toBe(false);
  const preview = await engine.preview();
  expect(preview).toMatchObject({ ok: true });
  expect(preview.lines.join("\n")).toContain(`whatever ${groupId} holds is replaced by the data of`);
  const adopted = await engine.up();
  expect(adopted.lines.join("\n")).toContain(`${groupId}: migrate calls StartMigration, at most once per attempt`);
  expect(adopted).toMatchObject({ ok: true, outputs: { reached: "migrate", phase: "inSync", attempt: 1 } });
  expect((await stand.entry("MigrationJournal")).outputs["history"]).toMatchObject([
    { stage: "prepare", attempt: 0 },
    { stage: "migrate", attempt: 1, adopted: `${groupId}#1` },
  ]);
  expect(await stand.acts()).toStrictEqual(theirs);
});

it("says in the preview of complete what that means, and where its gate is judged", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "complete");
  const means = `complete promotes ${groupId} in its one shard and ends the replication from`;
  const gate = "The gate is judged in pulumi up, not in a preview";
  const preview = (await engine.preview()).lines.join("\n");
  expect(preview).toContain(means);
  expect(preview).toContain(gate);
});

it("refuses to complete what somebody else has ended, and names the word that would settle it", async () => {
  const { engine } = stand;
  await stranger.force(groupId);
  await until("AWS ends the migration", async () => (await stand.status()) === "available");
  const { ok, errors } = await engine.up();
  expect(ok).toBe(false);
  expect(words(errors)).toContain("say so with migration.declare");
});

it("takes a word on that end once, from who answers for it, and not by --target past the journal", async () => {
  const { engine } = stand;
  engine.setConfig("migration.declare", { ...declared, outcome: "notCompleted" });
  expect(words((await engine.up()).errors)).toContain("(declaration-refused,");
  engine.setConfig("migration.declare", declared);
  expect(await engine.up({ targets: onlyTheMigration })).toMatchObject({ ok: false });
  const completed = await engine.up({ previewFirst: true });
  expect(completed).toMatchObject({ ok: true, errors: [], outputs: { reached: "complete", phase: "done" } });
  expect(completed.outputs["milestones"]).toContainEqual(
    expect.objectContaining({ kind: "completed", evidence: "declared by mara: in sync at the console" }),
  );
  const again = await engine.up();
  expect(Object.keys(again.changes)).toStrictEqual(["same"]);
  expect(await stand.acts()).toStrictEqual([...theirs, "CompleteMigration! ok"]);
});

it("destroys what the stack made after a completion, by the consent of an earlier up, and nothing of the source", async () => {
  const { engine } = stand;
  engine.setConfig("migration.allowDestroy", true);
  expect(await engine.destroy()).toMatchObject({ ok: false });
  expect(await engine.up()).toMatchObject({ ok: true });
  expect(await engine.destroy()).toMatchObject({ ok: true, errors: [] });
  expect(await stand.resources()).toStrictEqual([]);
  expect(await picture(stand)).toStrictEqual(bare);
  const source = await stand.redis(stand.source);
  expect(await source.mget("greeting", "number")).toStrictEqual(["hello", "7"]);
  expect((await source.role())[0]).toBe("master");
});
