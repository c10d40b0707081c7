// Which commands there are, what each starts, and what each needs from the machine.
import { otherServers } from "./serverPins.mjs";

/** Parts of the tests that drive the real Pulumi engine; all others do without it. */
const enginePartNames = ["engine", "rehearsal"];

/** @typedef {import("./commands.mjs").Needs} Needs */
/** @typedef {{ does: string, entry?: string, first?: string[], needs?: (args: readonly string[]) => Needs }} Command */

/** @type {import("./commands.mjs").OtherServersNeed} */
const noOthers = { names: [], ifLacking: "refuse" };
const nothing = { servers: false, engine: false, otherServers: noOthers };
const servers = { servers: true, engine: false, otherServers: noOthers };
const everything = { servers: true, engine: true, otherServers: noOthers };

/** @type {Record<import("./commands.mjs").CommandName, Command>} */
const commands = {
  test: {
    does: "checks and every test; parts by name: npm test -- check emulator",
    entry: "setup/test.ts",
    needs: (args) => {
      const parts = args.filter((arg) => !arg.startsWith("-"));
      if (parts.length > 0 && parts.every((part) => part === "check")) return nothing;
      const engine = parts.length === 0 || parts.some((part) => enginePartNames.some((name) => part.includes(name)));
      return { ...(engine ? everything : servers), otherServers: { names: otherServers, ifLacking: "goOn" } };
    },
  },
  "test:quick": {
    does: "the tests that need no engine",
    entry: "setup/test.ts",
    first: ["--quick"],
    needs: () => servers,
  },
  check: { does: "format, lint, types, import directions, pins", entry: "setup/check.ts", needs: () => nothing },
  rehearse: {
    does: "a whole migration on this machine, under the real Pulumi engine",
    entry: "rehearsal/main.ts",
    needs: (args) => (args.includes("--list") ? nothing : { ...everything, otherServers: serversAskedFor(args) }),
  },
  emulator: { does: "the emulated ElastiCache alone", entry: "emulator/main.ts", needs: () => servers },
  doctor: {
    does: "whether a stack is ready to migrate: every prerequisite, without the engine",
    entry: "commands/doctor.ts",
    needs: () => nothing,
  },
  watch: {
    does: "follows a migration, one line per change",
    entry: "commands/watch.ts",
    needs: () => nothing,
  },
  bench: { does: "not supported yet" },
  "flip-check": { does: "not supported yet" },
};

export const commandNames = /** @type {import("./commands.mjs").CommandName[]} */ (Object.keys(commands));

/**
 * `--source-server NAME`, `--target-server=NAME`; a name that is none is the command's to refuse.
 * @param {readonly string[]} args
 * @returns {import("./commands.mjs").OtherServersNeed}
 */
function serversAskedFor(args) {
  const flags = ["--source-server", "--target-server"];
  const asked = args.map((arg, at) => {
    const [flag = "", value = args[at + 1]] = arg.split("=");
    return flags.includes(flag) ? value : undefined;
  });
  return { names: otherServers.filter((name) => asked.includes(name)), ifLacking: "refuse" };
}

/**
 * What the command line asks for. Help of a command needs the npm packages only: nobody waits for an engine to be
 * built in order to read it.
 * @type {typeof import("./commands.mjs").readRequest}
 */
export function readRequest(argv) {
  const [found, ...given] = argv;
  if (found === "--help" || found === "-h") return { kind: "help" };
  const name = commandNames.find((known) => known === found);
  if (name === undefined) return { kind: "unknown", found };
  const { entry, first = [], needs } = commands[name];
  // npm takes it away; whoever calls run.mjs in the words of `npm run COMMAND -- ...` means no argument by it either.
  const args = given[0] === "--" ? given.slice(1) : given;
  if (entry === undefined || needs === undefined) return { kind: "notYet", name };
  const isHelp = args.includes("--help") || args.includes("-h");
  return { kind: "run", name, entry, args: [...first, ...args], needs: isHelp ? nothing : needs(args) };
}

/** @type {typeof import("./commands.mjs").helpText} */
export function helpText() {
  const lines = commandNames.map((name) => `  ${name.padEnd(12)}${commands[name].does}`);
  return [
    "node setup/run.mjs COMMAND [arguments]   (npm run COMMAND -- [arguments])",
    "",
    "Sees to what this machine lacks, then runs COMMAND on the project's own Node.",
    "",
    ...lines,
    "",
    "COMMAND --help says more of one command.",
    "",
  ].join("\n");
}
