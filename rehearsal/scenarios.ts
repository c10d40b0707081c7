// What can be rehearsed. One scenario so far: the migration as it should go.

export interface Scenario {
  readonly name: string;
  readonly purpose: string;
  readonly expects: string;
}

export const scenarios: readonly Scenario[] = [
  {
    name: "default",
    purpose: "a migration from the first up to the comparison of every key, with writes going on",
    expects: "every stage reached, no key missing, extra or different, nothing left standing",
  },
];

export function listed(asJson: boolean): string {
  if (asJson) return JSON.stringify(scenarios, undefined, 2);
  return scenarios.map(({ name, purpose, expects }) => `${name}: ${purpose}; expects ${expects}`).join("\n");
}
