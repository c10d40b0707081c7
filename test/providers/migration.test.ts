// OnlineMigration in the real dynamic-provider process, against a real emulator and real servers.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { sourceInstance, startCloud, until, type TestCloud } from "./cloud.ts";
import { refusalOf, Stack } from "./stack.ts";

// Real processes on a machine that may be busy: a run that hangs ends by its own bounds long before.
vi.setConfig({ testTimeout: 60_000 });

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(async () => {
  await cloud.stop();
});

const kinds = (outputs: Readonly<Record<string, unknown>>) =>
  (outputs["milestones"] as { kind: string; attempt: number }[]).map(({ kind, attempt }) => `${kind} ${attempt}`);

describe("a migration from stage to stage", () => {
  it("tests, starts and completes once each, and the target then has what the source had", async () => {
    await cloud.createTarget("whole");
    const sourceAt = cloud.addresses["10.0.0.241:6379"] ?? "";
    await (await cloud.redis(sourceAt)).set("greeting", "hello");
    const stack = await Stack.of(cloud, "whole");

    const prepared = await stack.up("prepare");
    expect(prepared).toMatchObject({ how: "done", outputs: { reached: "prepare", phase: "notStarted", attempt: 0 } });
    const migrated = await stack.up("migrate");
    expect(migrated).toMatchObject({ how: "done", outputs: { reached: "migrate", phase: "inSync", attempt: 1 } });
    const completed = await stack.up("complete");
    expect(completed).toMatchObject({ how: "done", outputs: { reached: "complete", phase: "done", attempt: 1 } });

    expect(await cloud.acts("whole")).toStrictEqual(["TestMigration ok", "StartMigration ok", "CompleteMigration ok"]);
    const outputs = stack.migration?.outputs ?? {};
    expect(kinds(outputs)).toStrictEqual([
      "tested 0",
      "prepared 0",
      "startRequested 1",
      "replicating 1",
      "inSync 1",
      "completeRequested 1",
      "completed 1",
    ]);
    const { primary, useNow } = outputs["endpoints"] as { primary: string; useNow: string };
    expect(useNow).toBe("target");
    const target = await cloud.redis(primary);
    expect(await target.get("greeting")).toBe("hello");
    expect(await target.set("after", "the switch")).toBe("OK");
  });

  // The last one: the source of this file's world is dead afterwards.
  it("does not complete when the source dies while the target is watched", async () => {
    await cloud.createTarget("orphaned");
    const stack = await Stack.of(cloud, "orphaned");
    expect(await stack.up("prepare")).toMatchObject({ how: "done" });
    expect(await stack.up("migrate")).toMatchObject({ how: "done" });
    const up = stack.up("complete", { migration: { inSyncForSeconds: 20 } });
    await until("the watch has begun", () => stack.told.includes("to stay in sync for 20 s"));
    await cloud.faults([{ kind: "serverDies", server: sourceInstance }]);
    expect(refusalOf(await up)).toContain("(not-in-sync,");
    expect(await cloud.acts("orphaned")).toStrictEqual(["TestMigration ok", "StartMigration ok"]);
    expect(await cloud.status("orphaned")).toBe("migrating");
  });
});
