// How a rehearsal is shown while it runs: live on a terminal, plain lines everywhere else.
import { Listr } from "listr2";

export interface Step {
  readonly title: string;
  /** `say` shows one line below the step. */
  readonly run: (say: (line: string) => void) => Promise<void>;
}

/** Runs the steps one after the other; the first that rejects ends them, with its error. */
export async function runSteps(steps: readonly Step[], terminal: boolean): Promise<void> {
  await (terminal ? live(steps) : plain(steps));
}

async function live(steps: readonly Step[]): Promise<void> {
  const tasks = steps.map(({ title, run }) => ({
    title,
    task: async (_: unknown, task: { title: string; output: string }) => {
      const began = performance.now();
      await run((line) => (task.output = line));
      task.title = `${title}: ${secondsSince(began)}`;
    },
    // One line below the step: what goes on in it, and in the end what came of it.
    rendererOptions: { outputBar: 1, persistentOutput: true },
  }));
  await new Listr(tasks, {
    registerSignalListeners: false, // signals are the command's: it ends the run before it exits
    rendererOptions: { showErrorMessage: false, collapseErrors: false, formatOutput: "truncate" },
  }).run();
}

async function plain(steps: readonly Step[]): Promise<void> {
  for (const { title, run } of steps) {
    const began = performance.now();
    console.log(`${title} ...`);
    await run((line) => console.log(`  ${line}`));
    console.log(`${title}: ${secondsSince(began)}`);
  }
}

const secondsSince = (began: number): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
