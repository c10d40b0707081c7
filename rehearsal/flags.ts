// The flags of `npm run rehearse`: what they may be, and a refusal that names flag, value and what is allowed.
import { closeSync, openSync, rmSync, statSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { RehearsalError } from "./failure.ts";
import { rehearsedStages, type RehearsedStage } from "./stages.ts";
import { comesBy, scenarioNamed, scenarios, usualEnd } from "./scenarios.ts";
import { serverNames, type ServerName } from "./servers.ts";

export interface Flags {
  readonly stack: string;
  readonly until: RehearsedStage;
  /** One of --list. */
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

const highestSeed = 2 ** 31 - 1;

/** @throws CommanderError, with exit code 0 after --help; RehearsalError on values that are refused */
export function readFlags(argv: readonly string[]): Flags {
  const command = describe();
  command.parse(argv, { from: "user" });
  const given = command.opts<Omit<Flags, "until"> & Partial<Flags>>();
  const flags: Flags = { ...given, until: endOf(given) };
  if (flags.json === true && flags.list !== true) {
    throw new RehearsalError("--json: only with --list; the report of a rehearsal is written by --report FILE");
  }
  if (flags.report !== undefined) requireWritable(flags.report);
  return { seed: Math.floor(Math.random() * highestSeed), ...flags };
}

/** Nothing would happen in a rehearsal that ends before the stage in which it is to happen. */
function endOf({ until, scenario: name }: Partial<Flags> & Pick<Flags, "scenario">): RehearsedStage {
  const scenario = scenarioNamed(name);
  if (until === undefined || comesBy(scenario, until)) return until ?? usualEnd(scenario);
  const stage = scenario.crash?.during ?? "";
  const leading = rehearsedStages.filter((one) => comesBy(scenario, one)).join(", ");
  throw new RehearsalError(
    `--scenario ${name}: it happens in ${stage}, which --until ${until} does not come by; expected one of ${leading}`,
  );
}

function describe(): Command {
  const server = (which: string) =>
    new Option(`--${which}-server <name>`, `the server that runs the ${which}`).choices(serverNames).default("system");
  return new Command("npm run rehearse --")
    .description("A whole migration on this machine: real Pulumi engine, real servers, emulated AWS.")
    .option("--stack <name>", "stack config: Pulumi.NAME.yaml here or in examples/NAME", "dev")
    .option(
      "--from <stage>",
      "the stage to begin in: prepare; no other yet",
      among(["prepare"], ["migrate", "complete", "operate"]),
      "prepare",
    )
    .option(
      "--until <stage>",
      "prepare, migrate, complete, operate (goes through complete) or abort (through migrate); without it as far as the scenario leads, by default complete",
      among(rehearsedStages, []),
    )
    .option(
      "--scenario <name>",
      "one of --list",
      among(
        scenarios.map(({ name }) => name),
        [],
      ),
      "default",
    )
    .option("--keys <number>", "keys to load", whole(1, 10_000_000), 100_000)
    .option("--write-rate <number>", "writes per second", whole(1, 100_000), 5_000)
    .addOption(server("source"))
    .addOption(server("target"))
    .option("--seed <number>", "seed of the data (default: random)", whole(0, highestSeed))
    .option("--keep", "leave everything standing, and say how to look at it and how to end it")
    .option("--report <file>", "write the report as JSON")
    .option("--list", "list the scenarios and end")
    .option("--json", "with --list: as JSON")
    .allowExcessArguments(false)
    .exitOverride();
}

function among(allowed: readonly string[], later: readonly string[]) {
  return (value: string): string => {
    if (allowed.includes(value)) return value;
    const why = later.includes(value) ? "not supported yet; expected" : "expected";
    throw new InvalidArgumentError(`${why} one of ${allowed.join(", ")}.`);
  };
}

function whole(minimum: number, maximum: number) {
  return (value: string): number => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= minimum && number <= maximum) return number;
    throw new InvalidArgumentError(`expected a whole number from ${minimum} to ${maximum}.`);
  };
}

/** A report that cannot be written is said before the minute that it takes, not after. */
function requireWritable(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  // A pipe or a device is left alone until there is something to say: opening it is heard at its other end.
  if (found !== undefined && !found.isFile() && !found.isDirectory()) return;
  try {
    closeSync(openSync(file, "a"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RehearsalError(
      `--report ${file}: cannot be written (${why}); expected a file in a directory that exists`,
    );
  }
  if (found === undefined) rmSync(file);
}
