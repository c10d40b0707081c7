// The crashes of `rehearse --list`, each with the least that it needs: one world for as many as fit into one migration, a
// handful of keys. The scenarios are the rehearsal's own, and so is what makes them happen.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alone } from "../../rehearsal/data/shards.ts";
import { addressOf } from "../../rehearsal/rehearsal.ts";
import { crashScenarios } from "../../rehearsal/scenarios.ts";
import { happen, settle } from "../../rehearsal/scenarios/crash.ts";
import type { Blow, Crash, CrashScenario, CrashedStage } from "../../rehearsal/scenarios/scenario.ts";
import { stagesUntil } from "../../rehearsal/stages.ts";
import { Traffic } from "../../rehearsal/traffic.ts";
import { groupId, startStand, type Stand } from "./stand.ts";

const keys = 24;

/** A crashed `up`, the same again, and what has to be done between: minutes on a machine that is busy. */
const pointTimeoutMs = 300_000;

type History = readonly CrashScenario[];

/** Which test file has the crashes of which kind. */
const fileOf = {
  engineKilled: "engineKilled",
  providerKilled: "providerKilled",
  pluginKilled: "providerKilled",
  interrupted: "interrupted",
  interruptedTwice: "interrupted",
  terminated: "interrupted",
  cancelled: "cancelled",
  late: "cancelled",
} as const satisfies Record<Blow, string>;

/** Declares the tests of one file. */
export function testCrashes(file: (typeof fileOf)[Blow]): void {
  const chosen = crashScenarios.filter(({ crash }) => fileOf[crash.blow] === file);
  for (const history of historiesOf(chosen)) {
    const names = history.map(({ name }) => name).join(", ");
    describe(`a migration with ${names}`, () => testHistory(history));
  }
}

/** As few migrations as can be: each takes one crash in `prepare`, one in `migrate` and one in its end. */
function historiesOf(scenarios: readonly CrashScenario[]): readonly History[] {
  const of = (...stages: CrashedStage[]) => scenarios.filter(({ crash }) => stages.includes(crash.during));
  const columns = [of("prepare"), of("migrate"), of("complete", "abort")];
  const count = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: count }, (_, row) => columns.flatMap((column) => column.slice(row, row + 1)));
}

/** Each test begins where the one before it ended. */
function testHistory(history: History): void {
  let stand: Stand;
  let traffic: Traffic;
  const reached: CrashedStage[] = [];
  beforeAll(async () => {
    stand = await startStand();
    const { sourceShards: source, signal } = stand;
    traffic = new Traffic({ source, keys, seed: 1, writeRate: 1, databases: 16, signal });
    await traffic.load(() => undefined);
  }, pointTimeoutMs);
  afterAll(() => stand.stop(), pointTimeoutMs);

  for (const { name, expects, crash } of history) {
    it(`${name}: ${expects}`, () => bears(crash), pointTimeoutMs);
  }

  async function bears(crash: Crash): Promise<void> {
    const { engine } = stand;
    for (const stage of stagesUntil[crash.during].filter((one) => one !== crash.during && !reached.includes(one))) {
      engine.setConfig("stage", stage);
      expect(await engine.up()).toMatchObject({ ok: true, errors: [] });
      reached.push(stage);
    }
    engine.setConfig("stage", crash.during);
    const args = { crash, groupId, rehearsal: stand };
    const crashed = await happen(args);
    expect(crashed.problems).toStrictEqual([]);
    const again = await engine.up();
    expect(again).toMatchObject({ ok: true, errors: [], outputs: { reached: crash.during } });
    expect(await settle(args, crashed)).toStrictEqual([]);
    reached.push(crash.during);
    await expectData(crash.during, again.outputs);
  }

  async function expectData(stage: CrashedStage, outputs: Readonly<Record<string, unknown>>): Promise<void> {
    if (stage === "prepare" || stage === "abort") return; // nothing is promised of the target then
    const { primary } = outputs["endpoints"] as { readonly primary: string };
    const compared = await traffic.compareWith(alone(addressOf(primary)), () => undefined);
    expect(compared).toMatchObject({ compared: keys, missing: 0, extra: 0, different: 0, ttlDifferent: 0 });
  }
}
