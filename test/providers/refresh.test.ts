// A refresh in the real dynamic-provider process: it shows where the migration stands and takes nothing from the resume.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { source, startCloud, until, type TestCloud } from "./cloud.ts";
import { late, prepared, refusalOf, Stack } from "./stack.ts";
import { strangerAt, type Stranger } from "./stranger.ts";

// Real processes on a machine that may be busy: a run that hangs ends by its own bounds long before.
vi.setConfig({ testTimeout: 90_000 });

let cloud: TestCloud;
let stranger: Stranger;
const usual = { startModifyingMs: 50, completeMs: 50, testMs: 20 };
beforeAll(async () => {
  cloud = await startCloud();
  stranger = strangerAt(cloud.url);
  await cloud.delays(usual);
  await (await cloud.redis(cloud.addresses[source] ?? "")).set("greeting", "hello");
});
afterAll(async () => {
  stranger.end();
  await cloud.stop();
});

/** What a run left, without what a refresh shows anew. */
function recorded(stack: Stack) {
  const shownAnew = ["phase", "lagBytes", "endpoints"];
  return Object.fromEntries(
    Object.entries(stack.migration?.outputs ?? {}).filter(([name]) => !shownAnew.includes(name)),
  );
}

it("shows a migration that has come further since its run ended, and the next up goes on with it", async () => {
  const stack = await prepared(cloud, "further");
  await cloud.delays({ startModifyingMs: 13_000 });
  expect(await stack.up("migrate", late)).toMatchObject({ how: "rejected" });
  expect(stack.migration?.outputs).toMatchObject({ phase: "starting", reached: "prepare", lagBytes: -1 });
  const before = recorded(stack);
  await cloud.delays(usual);
  await until("the target follows", async () => {
    await stack.refresh("migrate");
    return stack.migration?.outputs["phase"] === "inSync";
  });
  expect(recorded(stack)).toStrictEqual(before);
  expect(stack.migration?.outputs["lagBytes"]).toBeGreaterThanOrEqual(0);
  expect(await stack.preview("migrate")).toStrictEqual({ failures: [], work: true });
  expect(await stack.up("migrate")).toMatchObject({ how: "done", outputs: { reached: "migrate", attempt: 1 } });
  expect(await cloud.acts("further")).toStrictEqual(["TestMigration ok", "StartMigration ok"]);
});

it("shows an end that somebody else made, which the next up then judges although nothing else changed", async () => {
  const stack = await prepared(cloud, "ended");
  expect(await stack.up("migrate")).toMatchObject({ how: "done" });
  expect((await stack.preview("migrate")).work).toBe(false);
  await stranger.force("ended");
  await until("AWS ends it", async () => (await cloud.status("ended")) === "available");
  const before = recorded(stack);
  await stack.refresh("migrate");
  expect(stack.migration?.outputs).toMatchObject({ phase: "done", endpoints: { useNow: "" } });
  expect(recorded(stack)).toStrictEqual(before);
  expect((await stack.preview("migrate")).work).toBe(true);
  expect(refusalOf(await stack.up("migrate"))).toContain("(completed-elsewhere,");
});

it("looks by the plan of an older state too, and leaves it as it was", async () => {
  const stack = await prepared(cloud, "older");
  const { migration } = stack;
  if (migration === undefined) throw new Error("there is no migration");
  const plan = { groupId: "older", source: { host: "10.0.0.241", port: 6379 }, addresses: cloud.addresses };
  stack.migration = { ...migration, outputs: { ...migration.outputs, plan, phase: "starting" } };
  await stack.refresh("prepare");
  expect(stack.migration.outputs).toMatchObject({ plan, phase: "notStarted" });
  expect(stack.told).not.toContain("not refreshed");
});

it("keeps a group that is gone as broken, with the way out in the next up's refusal", async () => {
  const stack = await prepared(cloud, "gone");
  await stranger.remove("gone");
  await until("AWS has deleted it", async () => (await cloud.status("gone").catch(() => "")) === "");
  const before = recorded(stack);
  await stack.refresh("prepare");
  expect(stack.migration?.outputs).toMatchObject({ phase: "broken", endpoints: { primary: "", useNow: "source" } });
  expect(recorded(stack)).toStrictEqual(before);
  const words = refusalOf(await stack.up("prepare"));
  expect(words).toContain("(group-absent,");
  expect(words).toContain("apply migration.allowDestroy: true with pulumi up");
});

it("keeps everything and says so on one line where AWS does not answer", async () => {
  const stack = await prepared(cloud, "silent");
  const before = stack.migration?.outputs;
  // A port that nobody listens on: the discard protocol's, which no container serves.
  const unreachable = await Stack.of({ ...cloud, url: "http://127.0.0.1:9" }, "silent");
  unreachable.journal = stack.journal;
  unreachable.migration = stack.migration;
  await unreachable.refresh("prepare");
  expect(unreachable.migration?.outputs).toStrictEqual(before);
  expect(unreachable.told.match(/^silent: not refreshed, the outputs are those of the last run: .+$/gm)).toHaveLength(
    1,
  );
});
