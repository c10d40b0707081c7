// Whatever a stack that is alone with its group goes through (stages in any order, kills, lost answers, late events,
// lost state, failing links, servers and sources), what must never happen does not. The world that judges knows where
// which data are and nothing of how the product decides; that AWS does nothing else than this AWS is not proven.
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyHistory, chosen } from "./histories.ts";
import * as onceFailed from "./onceFailed.ts";
import { live, type Ended, type Lived } from "./living.ts";

const histories = chosen(60_000);

/** What the outputs claim against the truth: where the data are after all that was done. */
function claims({ useNow, owner }: Ended): string {
  if (useNow === "target" && owner.side !== "target") return "sent the application to a target that owns nothing";
  if (useNow === "source" && owner.side === "target") return "sent the application to a source that was left behind";
  return "";
}

function faultsOf({ world, ends }: Lived): string[] {
  const late = ends.filter(({ overMs }) => overMs > 0).map(({ overMs }) => `ran ${overMs} ms past its deadline`);
  const unsaid = ends.filter(({ stage, ended, owner }) => {
    return stage === "complete" && ended === "reached" && owner.side !== "target";
  });
  const wrong = ends.map((end) => claims(end)).filter((claim) => claim !== "");
  return [...world.witness.violations, ...late, ...unsaid.map(() => "reached complete without a promotion"), ...wrong];
}

test(
  `no history of ${histories.numRuns} completes what is not in sync, starts twice or over data that are not accounted for, forces outside abort, ends late or says where the data are not`,
  { timeout: 900_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        expect(faultsOf(await live(history))).toStrictEqual([]);
      }),
      { ...histories, examples: [...onceFailed.alone] },
    );
  },
);

test(
  "among the histories are second attempts, kills, completions, aborts, and an end of every kind",
  { timeout: 120_000 },
  async () => {
    const counted = new Map<string, number>();
    const count = (what: string) => counted.set(what, (counted.get(what) ?? 0) + 1);
    for (const history of fc.sample(anyHistory, { numRuns: 3000, seed: 5 })) {
      const { world, ends } = await live(history);
      for (const { act, attempt } of world.witness.done) count(attempt > 1 ? `${act} again` : act);
      for (const { stage, ended } of ends) count(`${stage}: ${ended}`);
      if (history.habits.shards === 2 && ends.some((end) => end.stage === "complete" && end.ended === "reached"))
        count("completed on two shards");
    }
    const wanted = [
      ...[
        "start",
        "start again",
        "complete",
        "complete again",
        "abort",
        "abort again",
        "test",
        "completed on two shards",
      ],
      ...[
        "prepare: reached",
        "prepare: blocking-findings",
        "prepare: killed",
        "prepare: refused",
        "prepare: aws-unreachable",
      ],
      ...[
        "migrate: reached",
        "migrate: killed",
        "migrate: fell-back",
        "migrate: target-not-empty",
        "migrate: deadline-reached",
      ],
      ...["complete: reached", "complete: killed", "complete: not-in-sync", "complete: completion-not-proven"],
      ...[
        "complete: deadline-reached",
        "complete: aws-unreachable",
        "abort: reached",
        "abort: killed",
        "operate: reached",
      ],
    ];
    for (const what of wanted) expect(counted.get(what) ?? 0, what).toBeGreaterThan(3);
  },
);
