// MigrationJournal in the real dynamic-provider process: what it lets the operator ask for, with AWS's status looked up.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startCloud, type TestCloud } from "./cloud.ts";
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

const codeOf = (failures: readonly string[]) =>
  failures.map((text) => /\((?<code>[a-z-]+), see/.exec(text)?.groups?.["code"]);
const history = (stack: Stack) =>
  (stack.journal?.outputs["history"] as { attempt: number; stage: string }[]).map(
    ({ attempt, stage }) => `${stage} ${attempt}`,
  );

describe("the first stage of a stack", () => {
  it.each(["migrate", "complete", "abort"] as const)("is not %s", async (stage) => {
    const stack = await Stack.of(cloud, "unborn");
    const { failures } = await stack.preview(stage);
    expect(codeOf(failures)).toStrictEqual(["illegal-move"]);
    expect(failures[0]).toContain(`Stage "${stage}" cannot be the first.`);
  });
});

describe("a stack in prepare", () => {
  it("is told every key that the flip edits, by name, and may edit them while it stays", async () => {
    await cloud.createTarget("editing");
    const stack = await Stack.of(cloud, "editing");
    expect(await stack.up("prepare")).toMatchObject({ how: "done" });
    const edits = { target: { replicasPerShard: 2, tags: { team: "x" } }, application: { cidrs: ["10.0.80.0/20"] } };
    const { failures } = await stack.preview("migrate", edits);
    expect(codeOf(failures)).toStrictEqual(["frozen-setting"]);
    expect(failures[0]).toContain("application.cidrs, target.replicasPerShard, target.tags.team");
    expect(failures[0]).toContain("the same change flips the stage from prepare to migrate");
    expect((await stack.preview("prepare", edits)).failures).toStrictEqual([]);
    expect(codeOf((await stack.preview("complete")).failures)).toStrictEqual(["illegal-move"]);
    expect(codeOf((await stack.preview("abort")).failures)).toStrictEqual(["illegal-move"]);
    expect(history(stack)).toStrictEqual(["prepare 0"]);
  });

  it("cannot turn to another group, not even while it stays", async () => {
    await cloud.createTarget("first");
    const stack = await Stack.of(cloud, "first");
    expect(await stack.up("prepare")).toMatchObject({ how: "done" });
    const { failures } = await stack.preview("prepare", { target: { replicationGroupId: "second" } });
    expect(codeOf(failures)).toStrictEqual(["frozen-setting"]);
    expect(failures[0]).toContain("target.replicationGroupId");
  });
});

describe("a stack whose migration is in flight", () => {
  it("takes no edit and no way back, keeps what it refused out of its history, and counts attempts", async () => {
    await cloud.createTarget("flying");
    const stack = await Stack.of(cloud, "flying");
    expect(await stack.up("prepare")).toMatchObject({ how: "done" });
    expect(await stack.up("migrate")).toMatchObject({ how: "done" });

    const edit = await stack.preview("migrate", { target: { nodeType: "cache.m6g.xlarge" } });
    expect(codeOf(edit.failures)).toStrictEqual(["frozen-setting"]);
    expect(edit.failures[0]).toContain("The change edits target.nodeType while the stage is migrate.");
    expect(refusalOf(await stack.up("prepare"))).toContain("set stage to abort to end the migration, then to prepare");
    expect((await stack.preview("migrate", { migration: { pollSeconds: 0.06 } })).failures).toStrictEqual([]);

    expect(await stack.up("migrate")).toMatchObject({ how: "done" });
    expect(history(stack)).toStrictEqual(["prepare 0", "migrate 1"]);
    expect(await stack.up("abort")).toMatchObject({ how: "done" });
    expect(codeOf((await stack.preview("migrate")).failures)).toStrictEqual(["illegal-move"]);
    expect(codeOf((await stack.preview("complete")).failures)).toStrictEqual(["illegal-move"]);
    expect(await stack.up("prepare")).toMatchObject({ how: "done" });
    expect((await stack.up("migrate", { migration: { discardTargetData: "flying#2" } })).how).toBe("done");
    expect(history(stack)).toStrictEqual(["prepare 0", "migrate 1", "abort 1", "prepare 1", "migrate 2"]);
  });

  it("judges nothing that depends on AWS while AWS is out of reach, and accepts nothing then", async () => {
    await cloud.createTarget("silent");
    const stack = await Stack.of(cloud, "silent");
    expect(await stack.up("prepare")).toMatchObject({ how: "done" });
    // A port that nobody listens on: the discard protocol's, which no container serves.
    const unreachable = await Stack.of({ ...cloud, url: "http://127.0.0.1:9" }, "silent");
    unreachable.journal = stack.journal;
    unreachable.migration = stack.migration;
    expect((await unreachable.preview("migrate")).failures).toStrictEqual([]);
    expect(codeOf((await unreachable.preview("complete")).failures)).toStrictEqual(["illegal-move"]);
    const ended = await unreachable.up("migrate");
    expect(ended).toMatchObject({ how: "rejected", halfMade: undefined });
    expect(refusalOf(ended)).toContain("(aws-unreachable,");
    expect(history(unreachable)).toStrictEqual(["prepare 0"]);
    expect(await cloud.acts("silent")).toStrictEqual(["TestMigration ok"]);
  });
});

describe("a stack that is asked with another account's credentials", () => {
  const others = { aws: { "aws:accessKey": "AKIAOTHER" } };
  const groupOf = (stack: Stack) => stack.journal?.outputs["group"];

  it("accepts nothing from there: neither an edit nor a flip, whatever that account knows of the name", async () => {
    const stack = await Stack.of(cloud, "namesake");
    // Before there is a group, the identity tells whose it will be.
    await stack.up("prepare");
    expect(groupOf(stack)).toStrictEqual({ account: "123456789012", region: "us-east-1", createdAt: "" });
    await cloud.createTarget("namesake");
    await stack.loseEngine();
    const edit = await stack.up("prepare", { ...others, target: { tags: { team: "x" } } });
    expect(refusalOf(edit)).toContain("(wrong-account,");
    expect(edit).toMatchObject({ halfMade: undefined });
    expect(codeOf((await stack.preview("migrate", others)).failures)).toStrictEqual(["group-absent"]);

    await stack.loseEngine();
    expect(await stack.up("prepare")).toMatchObject({ how: "done" });
    expect(await stack.up("migrate")).toMatchObject({ how: "done" });
    expect(groupOf(stack)).toMatchObject({ account: "123456789012", createdAt: expect.stringMatching(/^2/) as string });

    await stack.loseEngine();
    const abort = await stack.up("abort", others);
    expect(codeOf([refusalOf(abort)])).toStrictEqual(["group-absent"]);
    expect(history(stack)).toStrictEqual(["prepare 0", "migrate 1"]);
  });
});
