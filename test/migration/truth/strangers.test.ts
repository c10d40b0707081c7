// Somebody else acts on the group too: starts, completes or forces a migration, from our source or from elsewhere, or
// deletes the group and creates it anew. What this stack itself does stays within its bounds; what the data of a group
// are worth after somebody else's acts nobody here can know, so that the outputs are judged where the stack is alone.
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyHistoryWithStrangers, calm, calmHabits, chosen } from "./histories.ts";
import * as onceFailed from "./onceFailed.ts";
import { live } from "./living.ts";

const histories = chosen(45_000);

test(
  `no history of ${histories.numRuns} completes, starts or forces anything that is not this stack's own, in sync and accounted for`,
  { timeout: 900_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(anyHistoryWithStrangers, async (history) => {
        const { world, ends } = await live(history);
        expect(world.witness.violations).toStrictEqual([]);
        expect(ends.filter(({ overMs }) => overMs > 0)).toStrictEqual([]);
        // After a kill or a lost state the servers' word stands for the record of the call, and names no caller. It does
        // behind any earlier run, since one that was killed leaves none; but never of what ended out of sync.
        if (history.ups.some(({ killAtCall, milestonesLost }) => milestonesLost || killAtCall !== Infinity)) return;
        const claimed = ends.filter(({ stage, ended }) => stage === "complete" && ended === "reached");
        expect(claimed.filter(({ completedByUs, endedInSync }) => !completedByUs && !endedInSync)).toStrictEqual([]);
      }),
      { ...histories, examples: [...onceFailed.amongStrangers] },
    );
  },
);

test(
  "among the histories are all that a stranger may do, and the refusals that answer it",
  { timeout: 120_000 },
  async () => {
    const counted = new Map<string, number>();
    for (const history of fc.sample(anyHistoryWithStrangers, { numRuns: 3000, seed: 5 })) {
      const { ends } = await live(history);
      for (const { ended } of ends) counted.set(ended, (counted.get(ended) ?? 0) + 1);
    }
    const wanted = [
      "foreign-source",
      "group-created-anew",
      "completed-elsewhere",
      "unexplained-status-change",
      "reached",
    ];
    for (const code of wanted) expect(counted.get(code) ?? 0, code).toBeGreaterThan(3);
  },
);

test("a start of this stack's that never arrived does not vouch for one that somebody else makes from elsewhere", async () => {
  const { world, ends } = await live({
    habits: { ...calmHabits, shards: 2 },
    answers: [{ kind: "uncertain", arrives: false }],
    ups: [
      { ...calm, stage: "prepare" },
      { ...calm, stage: "migrate", befalls: [{ atSeconds: 72, turn: "strangerStartsFromElsewhere" }] },
      { ...calm, stage: "abort" },
    ],
  });
  expect(world.witness.done.map(({ act }) => act)).toStrictEqual(["test"]);
  expect(ends.at(-1)).toMatchObject({ stage: "abort", ended: "foreign-source" });
});
