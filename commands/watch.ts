// `npm run watch`: follows a migration from beside, one line per change, until a phase is reached. Reads only.
import { Command, InvalidArgumentError } from "commander";
import type { PhaseName } from "../migration/phases.ts";
import type { Snapshot } from "../migration/snapshot.ts";
import { progressLine } from "../migration/progressLine.ts";
import { withEyes } from "../providers/migrationPorts.ts";
import { CommandError, didNotHold, exitCodeOf, held } from "./commandError.ts";
import { follow } from "./follow.ts";
import { endAtOnce, endWithReader } from "./interruption.ts";
import { projectRoot, readStack } from "./stack.ts";
import { phaseNames } from "./until.ts";

interface Flags {
  readonly stack: string;
  readonly until?: PhaseName;
  readonly json?: true;
}

const command = new Command("npm run watch --")
  .description("Follows a migration, one line per change. Reads only; without --until to the end of the migration.")
  .requiredOption("--stack <name>", "stack config: Pulumi.NAME.yaml here or in examples/NAME")
  .option("--until <phase>", phaseNames.join(", "), phase)
  .option("--json", "a line of JSON per change")
  .addHelpText(
    "after",
    "\nExit codes: 0 reached, 1 broken or ended elsewhere, 2 it could not be watched, 130 or 143 interrupted.",
  )
  .allowExcessArguments(false)
  .exitOverride();

endWithReader();
endAtOnce();
try {
  process.exitCode = await main(command.parse().opts<Flags>());
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

async function main(flags: Flags): Promise<number> {
  const stack = readStack(projectRoot, flags.stack);
  const { plan, stage } = stack;
  for (const note of stack.notes) console.error(note);
  const tell = (snapshot: Snapshot) =>
    process.stdout.write(`${flags.json === true ? JSON.stringify(snapshot) : progressLine(plan.groupId, snapshot)}\n`);
  const never = new AbortController().signal;
  const following = { stage, plan, until: flags.until };
  const verdict = await withEyes(stack.awsConfig, plan, (eyes) => follow(following, eyes, tell, never));
  switch (verdict.kind) {
    case "reached":
      return held;
    case "ended":
      console.error(`${plan.groupId}: ${verdict.why}`);
      return didNotHold;
    case "undecided":
      throw new CommandError(undecided(plan.groupId, verdict.why));
  }
}

function undecided(groupId: string, why: string): string {
  return [
    `${groupId}: it is over, and how it ended cannot be told from beside (${why}).`,
    "Expected: AWS's event of the end, and in the stack config the stage that pulumi up was run with",
    "Do: read phase and nextStep of the stack's outputs (pulumi stack output)",
  ].join("\n");
}

function phase(value: string): string {
  if ((phaseNames as readonly string[]).includes(value)) return value;
  throw new InvalidArgumentError(`expected one of ${phaseNames.join(", ")}.`);
}
