// `npm test` and `npm run test:quick`: the checks, then the tests, summed up in one last line.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runChecks } from "./checks.ts";
import { projectRoot } from "./places.mjs";
import { readTestRequest } from "./testRequest.ts";
import { runTests } from "./testRun.ts";
import type { Tally } from "./testSummary.ts";
import { addTallies, emptyTally, isGood, summaryText } from "./testSummary.ts";

/** The whole of `npm test` is to end within 40 minutes on a warm machine; a run that hangs ends here. */
const boundMs = 60 * 60_000;

const help = `npm test [-- PART ...]
npm run test:quick [-- PART ...]

Runs the checks and every test, or the named parts only. PART is check, a directory below test/ or a test file.
test:quick leaves out the checks and the long suites (engine, provider process, rehearsal, clusters, all histories).
Exit codes: 0 all well, 1 something failed or nothing ran, 2 bad arguments.
`;

async function main(args: readonly string[]): Promise<number> {
  const testRoot = join(projectRoot, "test");
  const request = readTestRequest(args, directoriesIn(testRoot), (path) => existsSync(join(testRoot, path)));
  switch (request.kind) {
    case "help":
      process.stdout.write(help);
      return 0;
    case "bad":
      process.stderr.write(`${request.message}\n`);
      return 2;
    case "run": {
      const ofChecks = request.checks ? await checksTally() : emptyTally;
      const ofTests = request.runsTests ? await runTests(request.filters, request.exclude) : emptyTally;
      const all = addTallies(ofChecks, ofTests);
      process.stdout.write(`\n${summaryText(all)}\n`);
      return isGood(all) ? 0 : 1;
    }
  }
}

async function checksTally(): Promise<Tally> {
  const results = await runChecks();
  const passed = results.filter(({ ok }) => ok).length;
  return { ...emptyTally, passed, failed: results.length - passed };
}

function directoriesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

setTimeout(() => {
  process.stderr.write(`the run did not end within ${boundMs / 60_000} minutes\n`);
  process.exit(1);
}, boundMs).unref();

// Ends here even if a test left something open: what was counted is what counts.
process.exit(await main(process.argv.slice(2)));
