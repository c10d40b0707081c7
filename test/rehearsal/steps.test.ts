// What a rehearsal does, in which order, for each of what it may go up to.
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readStackFile } from "../../rehearsal/stackFile.ts";
import type { RehearsedStage } from "../../rehearsal/stages.ts";
import { stepsOf, type Doings } from "../../rehearsal/steps.ts";
import { upsUntil } from "../../rehearsal/ups.ts";

/** The names of what the steps ask for, in their order. */
async function done(name: string, until: RehearsedStage): Promise<string[]> {
  const said: string[] = [];
  const note = (what: string) => () => {
    said.push(what);
    return Promise.resolve();
  };
  const does: Doings = {
    start: note("start"),
    makeGroup: note("make group"),
    load: note("load"),
    startWriting: note("write"),
    up: ({ title }) => note(title)(),
    askForApplication: (after) => note(`application after ${after}`)(),
    stopWriting: note("stop"),
    switchWriter: note("switch"),
    lookForLost: note("lost"),
    compareAll: note("compare"),
    askAsCluster: note("cluster"),
    askForPath: note("path"),
  };
  const stack = readStackFile(resolve(import.meta.dirname, "../.."), name);
  const ups = upsUntil(until, stack);
  for (const { run } of stepsOf({ until, ups, settings: stack.settings, keys: 1, writeRate: 1 }, does)) {
    await run(() => undefined);
  }
  return said;
}

const begun = ["start", "load", "write", "prepare", "application after prepare"];
const proven = ["switch", "lost", "compare"];

describe("stepsOf", () => {
  it.each([
    ["dev", "prepare", [...begun, "stop"]],
    ["dev", "migrate", [...begun, "migrate", "stop", "compare"]],
    ["dev", "abort", [...begun, "migrate", "abort", "stop"]],
    ["dev", "complete", [...begun, "migrate", "complete", ...proven, "application after complete"]],
    ["cluster-mode", "complete", [...begun, "migrate", "complete", ...proven, "cluster", "application after complete"]],
  ] as const)("of %s until %s", async (name, until, expected) => {
    expect(await done(name, until)).toStrictEqual(expected);
  });

  it("makes a group that exists already before anything else of the migration", async () => {
    expect((await done("existing-group", "prepare")).slice(0, 3)).toStrictEqual(["start", "make group", "load"]);
  });

  it("proves what was migrated before encryption comes, and looks for the path and the application after it", async () => {
    expect((await done("operate", "operate")).slice(begun.length)).toStrictEqual([
      ...["migrate", "complete", ...proven, "application after complete"],
      ...["operate", "operate, tls preferred", "operate, tls required", "operate, access"],
      ...["path", "application after operate"],
    ]);
  });
});
