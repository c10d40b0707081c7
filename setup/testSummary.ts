// How a whole run of checks and tests is summed up: what counts as passed, failed and skipped, and what the run is worth.

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
  /** What failed outside any test: a file that does not load, an error nobody caught. Each counts as one failure. */
  readonly otherFailures: readonly string[];
}

export interface SkippedTest {
  readonly name: string;
  readonly reason: string;
}

export const emptyTally: Tally = { passed: 0, failed: 0, skipped: [], otherFailures: [] };

export function addTallies(one: Tally, other: Tally): Tally {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: [...one.skipped, ...other.skipped],
    otherFailures: [...one.otherFailures, ...other.otherFailures],
  };
}

/** Nothing failed, and something ran: a run that tested nothing proves nothing. */
export function isGood(tally: Tally): boolean {
  return tally.failed === 0 && tally.otherFailures.length === 0 && tally.passed > 0;
}

/** The last line is the one that scripts read: `N passed, N failed` and, where there are any, `, N skipped`. */
export function summaryText(tally: Tally): string {
  const skipped = tally.skipped.map(({ name, reason }) => `skipped: ${name}: ${reason}`);
  const others = tally.otherFailures.map((failure) => `failed outside a test: ${failure}`);
  const failed = tally.failed + tally.otherFailures.length;
  const count = `${tally.passed} passed, ${failed} failed`;
  const line = tally.skipped.length === 0 ? count : `${count}, ${tally.skipped.length} skipped`;
  return [...skipped, ...others, line].join("\n");
}
