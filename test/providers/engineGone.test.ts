// The engine holds the provider's standard input. When it is gone, even by SIGKILL, the provider must not act any more.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startCloud, until, type TestCloud } from "./cloud.ts";
import { holdAnswerTo } from "./holdingProxy.ts";
import { Stack } from "./stack.ts";

// Real processes on a machine that may be busy: a run that hangs ends by its own bounds long before.
vi.setConfig({ testTimeout: 60_000 });

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterEach(async () => {
  await cloud.delays({ startModifyingMs: 50 });
});
afterAll(async () => {
  await cloud.stop();
});

async function at(stage: "prepare" | "migrate", groupId: string): Promise<Stack> {
  await cloud.createTarget(groupId);
  const stack = await Stack.of(cloud, groupId);
  expect(await stack.up("prepare")).toMatchObject({ how: "done" });
  if (stage === "migrate") expect(await stack.up("migrate")).toMatchObject({ how: "done" });
  return stack;
}

async function watching(stack: Stack): Promise<void> {
  await until("the watch has begun", () => stack.told.includes("to stay in sync for 60 s"));
}

/** The call of an `up` whose engine is gone never gets an answer. */
async function unanswered(up: Promise<unknown>): Promise<void> {
  expect(await up).toMatchObject({ how: "rejected", halfMade: undefined });
}

describe("a provider whose engine is gone", () => {
  it("ends during the watch of complete and never completes", async () => {
    const stack = await at("migrate", "watched");
    const up = stack.up("complete", { migration: { inSyncForSeconds: 60, deadlineMinutes: 5 } });
    await watching(stack);
    expect(await stack.loseEngine()).toBe(1);
    await unanswered(up);
    // The process is gone, so what it has not asked for by now it never will.
    expect(await cloud.acts("watched")).toStrictEqual(["TestMigration ok", "StartMigration ok"]);
    expect(await cloud.status("watched")).toBe("migrating");
    expect(await stack.up("complete")).toMatchObject({ how: "done", outputs: { phase: "done" } });
  });

  it("ends when the pipes that it writes to are broken too", async () => {
    const stack = await at("migrate", "piped");
    const up = stack.up("complete", { migration: { inSyncForSeconds: 60, deadlineMinutes: 5 } });
    await watching(stack);
    stack.process.running.child.stdout.destroy();
    stack.process.running.child.stderr.destroy();
    expect(await stack.loseEngine()).toBe(1);
    await unanswered(up);
    expect(await cloud.acts("piped")).toStrictEqual(["TestMigration ok", "StartMigration ok"]);
  });
});

describe("a provider that is killed", () => {
  it("between StartMigration and its answer: the next run does not start a second time", async () => {
    const stack = await at("prepare", "killed");
    await cloud.delays({ startModifyingMs: 1_500 });
    const proxy = await holdAnswerTo("StartMigration", cloud.url);
    try {
      const behind = await Stack.of({ ...cloud, url: proxy.url }, "killed");
      behind.journal = stack.journal;
      behind.migration = stack.migration;
      const up = behind.up("migrate");
      await proxy.held;
      behind.process.running.child.kill("SIGKILL");
      await unanswered(up);
      // The journal's entry was accepted before anything acted on it; the migration's own outputs are as before.
      stack.journal = behind.journal;
      expect(behind.migration).toStrictEqual(stack.migration);
    } finally {
      await proxy.stop();
    }
    expect(await stack.up("migrate")).toMatchObject({ how: "done", outputs: { phase: "inSync", attempt: 1 } });
    expect(await cloud.acts("killed")).toStrictEqual(["TestMigration ok", "StartMigration ok"]);
  });

  it("between CompleteMigration and its answer: the next run takes AWS's proof and asks for nothing", async () => {
    const stack = await at("migrate", "promoted");
    const proxy = await holdAnswerTo("CompleteMigration", cloud.url);
    try {
      const behind = await Stack.of({ ...cloud, url: proxy.url }, "promoted");
      behind.journal = stack.journal;
      behind.migration = stack.migration;
      const up = behind.up("complete");
      await proxy.held;
      behind.process.running.child.kill("SIGKILL");
      await unanswered(up);
      stack.journal = behind.journal;
    } finally {
      await proxy.stop();
    }
    await until("the promotion", async () => (await cloud.status("promoted")) === "available");
    expect(await stack.up("complete")).toMatchObject({ how: "done", outputs: { phase: "done", attempt: 1 } });
    expect(await cloud.acts("promoted")).toStrictEqual([
      "TestMigration ok",
      "StartMigration ok",
      "CompleteMigration ok",
    ]);
  });
});
