// `npm run doctor`: whether a stack is ready to migrate, judged as `up` judges it, without the engine. Reads only, unless
// --probe-writes lets it restore sample values on a target that is proven empty.
import { Command } from "commander";
import { withEyes } from "../providers/migrationPorts.ts";
import { couldNotBeDone, didNotHold, exitCodeOf, held } from "./commandError.ts";
import { diagnose, type Diagnosis } from "./diagnose.ts";
import { countText, findingsText } from "./findingsText.ts";
import { endAtOnce, endWithReader, Interrupted, untilInterrupted } from "./interruption.ts";
import { probeRestores } from "./probeWrites.ts";
import { projectRoot, readStack, type Stack } from "./stack.ts";

interface Flags {
  readonly stack: string;
  readonly json?: true;
  readonly probeWrites?: true;
}

const command = new Command("npm run doctor --")
  .description("Every prerequisite of the migration, judged as pulumi up judges it, without the engine. Reads only.")
  .requiredOption("--stack <name>", "stack config: Pulumi.NAME.yaml here or in examples/NAME")
  .option("--json", "one JSON object: stack, stage, findings, blocking, unknown")
  .option("--probe-writes", "restore a sample of each type of value on the target, which must be proven empty")
  .addHelpText("after", "\nExit codes: 0 nothing blocks, 1 something does, 2 it could not be judged.")
  .allowExcessArguments(false)
  .exitOverride();

endWithReader();
try {
  process.exitCode = await main(command.parse().opts<Flags>());
} catch (error) {
  process.exitCode = error instanceof Interrupted ? error.exitCode : exitCodeOf(error);
}

async function main(flags: Flags): Promise<number> {
  const stack = readStack(projectRoot, flags.stack);
  for (const note of stack.notes) console.error(note);
  if (flags.probeWrites !== true) {
    endAtOnce(); // what only reads has nothing to clear up
    return await examine(stack, flags, new AbortController().signal);
  }
  const signal = untilInterrupted();
  try {
    return await examine(stack, flags, signal);
  } finally {
    signal.throwIfAborted(); // whatever it ended with then, the signal is why
  }
}

async function examine(stack: Stack, flags: Flags, signal: AbortSignal): Promise<number> {
  return await withEyes(stack.awsConfig, stack.plan, async (eyes) => {
    const diagnosis = await diagnose(stack, eyes, signal);
    const probed = flags.probeWrites === true ? await probeRestores(stack, diagnosis, eyes.redis, signal) : undefined;
    const findings = [...diagnosis.findings, ...(probed?.findings ?? [])];
    const refused = probed?.refused ?? "";
    process.stdout.write(flags.json === true ? json(stack, findings) : text(stack, diagnosis, findings));
    if (refused !== "") console.error(`--probe-writes: nothing was written: ${refused}`);
    if (findings.some(({ severity }) => severity === "blocking")) return didNotHold;
    return refused === "" ? held : couldNotBeDone;
  });
}

function json({ name, stage }: Stack, findings: Diagnosis["findings"]): string {
  const count = (severity: string) => findings.filter((one) => one.severity === severity).length;
  const report = { stack: name, stage, findings, blocking: count("blocking"), unknown: count("unknown") };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function text({ name, stage, plan }: Stack, { status, over }: Diagnosis, findings: Diagnosis["findings"]): string {
  const target = status === "" ? `${plan.groupId} does not exist` : `AWS reports ${plan.groupId} as ${status}`;
  const head = `${name}, stage ${stage}: ${target}\n\n`;
  if (over)
    return `${head}Nothing is judged: readiness decides in prepare and migrate, and no migration is in flight.\n`;
  return `${head}${findingsText(findings, process.stdout.isTTY && process.stdout.hasColors())}\n${countText(findings)}\n`;
}
