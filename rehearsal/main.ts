// `npm run rehearse`: flags in, summary and report out.
import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { RehearsalError } from "./failure.ts";
import { projectRoot } from "./rehearsal.ts";
import { rehearse } from "./rehearse.ts";
import type { RehearsedStage, Report } from "./report.ts";
import { serverNames, serverProgram, type ServerName } from "./servers.ts";
import { readStackFile } from "./stackFile.ts";
import { keptText, summary } from "./summary.ts";

interface Flags {
  readonly stack: string;
  readonly from: string;
  readonly until: string;
  readonly scenario: string;
  readonly keys: number;
  readonly writeRate: number;
  readonly sourceServer: ServerName;
  readonly targetServer: ServerName;
  readonly seed?: number;
  readonly keep?: true;
  readonly report?: string;
  readonly list?: true;
  readonly json?: true;
}

const scenarios = [
  {
    name: "default",
    purpose: "a migration from the first up to the comparison of every key, with writes going on",
    expects: "every stage reached, no key missing, extra or different",
  },
];

const command = new Command("npm run rehearse --")
  .description("A whole migration on this machine: real Pulumi engine, real servers, emulated AWS.")
  .option("--stack <name>", "stack config: Pulumi.NAME.yaml here or in examples/NAME", "dev")
  .addOption(new Option("--from <stage>", "the stage to begin in").default("prepare"))
  .addOption(new Option("--until <stage>", "prepare, migrate, complete or abort").default("complete"))
  .addOption(new Option("--scenario <name>", "one of --list").default("default"))
  .option("--keys <number>", "keys to load", whole(1, 10_000_000), 100_000)
  .option("--write-rate <number>", "writes per second", whole(1, 100_000), 5_000)
  .addOption(
    new Option("--source-server <name>", "the server that runs the source").choices(serverNames).default("system"),
  )
  .addOption(
    new Option("--target-server <name>", "the server that runs the target").choices(serverNames).default("system"),
  )
  .option("--seed <number>", "seed of the data (default: random)", whole(0, 2 ** 31 - 1))
  .option("--keep", "leave everything standing, and say how to look at it and how to end it")
  .option("--report <file>", "write the report as JSON")
  .option("--list", "list the scenarios")
  .option("--json", "with --list: as JSON")
  .configureHelp({ showGlobalOptions: true })
  .allowExcessArguments(false)
  .exitOverride();

function whole(minimum: number, maximum: number) {
  return (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= minimum && number <= maximum) return number;
    throw new InvalidArgumentError(`found ${text}; expected a whole number from ${minimum} to ${maximum}`);
  };
}

async function main(): Promise<number> {
  const flags = readFlags();
  if (typeof flags === "number") return flags;
  if (flags.list === true) {
    console.log(
      flags.json === true
        ? JSON.stringify(scenarios, undefined, 2)
        : scenarios.map((one) => `${one.name}: ${one.purpose}; expects ${one.expects}`).join("\n"),
    );
    return 0;
  }
  const stack = readStackFile(projectRoot, flags.stack);
  const stop = new AbortController();
  let interruptedBy = 0;
  for (const [name, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(name, () => {
      interruptedBy = code;
      stop.abort(new RehearsalError(`interrupted by ${name}`));
    });
  }
  const { report, kept } = await rehearse({
    stack,
    until: flags.until as RehearsedStage,
    keys: flags.keys,
    writeRate: flags.writeRate,
    seed: flags.seed ?? Math.floor(Math.random() * 2 ** 31),
    keep: flags.keep === true,
    sourceProgram: serverProgram("--source-server", flags.sourceServer),
    targetProgram: serverProgram("--target-server", flags.targetServer),
    terminal: process.stdout.isTTY && process.env["CI"] === undefined,
    signal: stop.signal,
  });
  console.log(summary(report));
  if (kept !== undefined) console.log(keptText(kept));
  if (flags.report !== undefined) writeReport(flags.report, report);
  return interruptedBy === 0 ? (report.ok ? 0 : 1) : interruptedBy;
}

/** @returns the flags, or the exit code where there is nothing to run */
function readFlags(): Flags | number {
  try {
    const flags = command.parse().opts<Flags>();
    const refusal = unsupported(flags);
    if (refusal !== undefined) throw new RehearsalError(refusal);
    return flags;
  } catch (error) {
    if (error instanceof Error && "exitCode" in error && "code" in error) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function unsupported({ from, until, scenario }: Flags): string | undefined {
  const stages = ["prepare", "migrate", "complete", "abort"];
  if (!stages.includes(until))
    return `--until ${until}: ${until === "operate" ? "not supported yet" : "no such stage"}; expected one of ${stages.join(", ")}`;
  if (from !== "prepare") return `--from ${from}: not supported yet; expected prepare`;
  if (!scenarios.some((one) => one.name === scenario))
    return `--scenario ${scenario}: no such scenario; expected one of ${scenarios.map((one) => one.name).join(", ")}`;
  return undefined;
}

function writeReport(file: string, report: Report): void {
  try {
    writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
  } catch (error) {
    throw new RehearsalError(`--report ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof RehearsalError ? error.message : error);
  process.exitCode = error instanceof RehearsalError ? error.exitCode : 2;
}
