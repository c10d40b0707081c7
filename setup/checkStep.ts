// What one step of the checks is, and how its outcome is told.

export interface CheckStep {
  readonly name: string;
  readonly run: () => Promise<CheckOutcome>;
}

/** `output` is shown when the step failed. */
export interface CheckOutcome {
  readonly ok: boolean;
  readonly output: string;
}

export interface CheckResult extends CheckOutcome {
  readonly name: string;
  readonly durationMs: number;
}

/** `lint         ok (12.3 s)`, with everything that the tool said below it when it failed. */
export function checkText(result: CheckResult): string {
  const line = `check: ${result.name.padEnd(8)} ${result.ok ? "ok" : "FAILED"} (${(result.durationMs / 1000).toFixed(1)} s)`;
  return result.ok ? line : `${line}\n${result.output.trimEnd()}`;
}

/**
 * Runs all steps, `lanes` at a time, whether or not one fails; each is reported when it ends.
 * A step that throws has failed with what it threw.
 */
export async function runSteps(
  steps: readonly CheckStep[],
  lanes: number,
  report: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const waiting = [...steps];
  const results: CheckResult[] = [];
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const startedAtMs = performance.now();
      const outcome = await outcomeOf(step);
      const result = { name: step.name, durationMs: performance.now() - startedAtMs, ...outcome };
      results.push(result);
      report(result);
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return results;
}

async function outcomeOf(step: CheckStep): Promise<CheckOutcome> {
  try {
    return await step.run();
  } catch (failure) {
    return { ok: false, output: failure instanceof Error ? (failure.stack ?? failure.message) : String(failure) };
  }
}
