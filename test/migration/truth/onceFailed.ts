// Histories that were found by chance and broke a rule once: lived through first in every run.
import { calm, calmHabits as habits, type History, type Up } from "./histories.ts";

const up = (stage: Up["stage"], changes: Partial<Up> = {}): Up => ({ ...calm, stage, ...changes });

export const alone: readonly [History][] = [
  [
    {
      // A start of a killed run falls back under the next one, which could see neither the source nor the status for a
      // while, and its event comes later than two minutes after that run began: started a second time.
      habits: { ...habits, eventLagMs: 119_000, untold: "started", start: "fallsBack" },
      ups: [
        up("prepare"),
        up("migrate", {
          killAtCall: 12,
          pauseSeconds: 20,
          befalls: [
            { atSeconds: 21, turn: "strangeStatus" },
            { atSeconds: 0, turn: "nodeUnreadable" },
          ],
        }),
        up("migrate", { adopts: true, befalls: [{ atSeconds: 0, turn: "linkDown" }] }),
      ],
      answers: [],
    },
  ],
];

export const amongStrangers: readonly [History][] = [
  [
    {
      // A start whose answer was lost, and which never arrived, was aborted; what a stranger then started and completed
      // passed for it: started over the data of a completion.
      habits: { ...habits, keysBefore: 7 },
      ups: [
        up("prepare"),
        up("migrate"),
        up("abort"),
        up("prepare"),
        up("prepare", {
          deadlineMinutes: 0.05,
          befalls: [
            { atSeconds: 0, turn: "strangerStarts" },
            { atSeconds: 11, turn: "strangerCompletes" },
          ],
        }),
        up("prepare", { pauseSeconds: 20 }),
        up("prepare", { pauseSeconds: 1 }),
        up("migrate"),
      ],
      answers: [{ kind: "uncertain", arrives: false }],
    },
  ],
  [
    {
      // A stranger's migration from elsewhere, right after this stack's own had ended and before AWS told of that: the own
      // start vouched for it where the state was lost and the source could not be asked, and it was ended by force.
      habits: { ...habits, eventLagMs: 119_000, keysBefore: 7 },
      ups: [
        up("prepare"),
        up("migrate"),
        up("abort", { pauseSeconds: 70, befalls: [{ atSeconds: 76, turn: "strangerStartsFromElsewhere" }] }),
        up("abort", { milestonesLost: true, befalls: [{ atSeconds: 0, turn: "sourceUnreadable" }] }),
        up("prepare", { befalls: [{ atSeconds: 0, turn: "linkDown" }] }),
      ],
      answers: [],
    },
  ],
  [
    {
      // Without a probe a target counted as empty by what CloudWatch had measured before somebody filled it: started over
      // keys without consent.
      habits: { ...habits, eventLagMs: 119_000, probe: "none" },
      ups: [
        up("prepare"),
        up("migrate"),
        up("abort", { killAtCall: 8 }),
        up("prepare", {
          befalls: [
            { atSeconds: 15, turn: "strangerStartsFromElsewhere" },
            { atSeconds: 46, turn: "strangerForces" },
          ],
        }),
        up("prepare", { deadlineMinutes: 0.05, pauseSeconds: 70, befalls: [{ atSeconds: 0, turn: "linkDown" }] }),
        up("migrate", { consent: "last" }),
      ],
      answers: [],
    },
  ],
  [
    {
      // An abort that had nothing to end (the start had fallen back) passed for the end that a stranger made soon after:
      // started over the data of a completion.
      habits: { ...habits, untold: "started", start: "fallsBack" },
      ups: [
        up("prepare"),
        up("migrate"),
        up("abort"),
        up("prepare"),
        up("migrate", {
          deadlineMinutes: 0.05,
          pauseSeconds: 150,
          befalls: [
            { atSeconds: 11, turn: "strangerCompletes" },
            { atSeconds: 0, turn: "linkDown" },
          ],
        }),
        up("migrate", { milestonesLost: true }),
      ],
      answers: [],
    },
  ],
];
