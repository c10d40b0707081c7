// What can be rehearsed: the migration as it should go, and the same with something that happens to it.
import type { RehearsedStage } from "./stages.ts";
import { stagesUntil } from "./stages.ts";
import { inMigrate } from "./scenarios/inMigrate.ts";
import { inPrepare } from "./scenarios/inPrepare.ts";
import { inTheEnd } from "./scenarios/inTheEnd.ts";
import type { CrashScenario, Scenario } from "./scenarios/scenario.ts";

export const crashScenarios: readonly CrashScenario[] = [...inPrepare, ...inMigrate, ...inTheEnd];

export const scenarios: readonly Scenario[] = [
  {
    name: "default",
    purpose: "a migration from the first up to the comparison of every key, with writes going on",
    expects: "every stage reached, no key missing, extra or different, nothing left standing",
  },
  ...crashScenarios,
];

export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((one) => one.name === name);
  if (found === undefined) throw new RangeError(`there is no scenario ${name}`);
  return found;
}

/** What a rehearsal goes up to when nobody says: as far as the stage in which something happens leads. */
export function usualEnd({ crash }: Scenario): RehearsedStage {
  return crash?.during === "abort" ? "abort" : "complete";
}

export function comesBy({ crash }: Scenario, until: RehearsedStage): boolean {
  const stages: readonly RehearsedStage[] = stagesUntil[until];
  return crash === undefined || stages.includes(crash.during);
}

export function listed(asJson: boolean): string {
  const shown = scenarios.map(({ name, purpose, expects }) => ({ name, purpose, expects }));
  if (asJson) return JSON.stringify(shown, undefined, 2);
  return shown.map(({ name, purpose, expects }) => `${name}: ${purpose}; expects ${expects}`).join("\n");
}
