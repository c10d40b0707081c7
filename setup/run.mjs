#!/usr/bin/env node
// The one way into every command of the project: sees to what the machine lacks, then runs the command.
//
// Plain JavaScript on Node's own modules: this is what runs on the machine's Node, before anything is installed.
import { commandNames, helpText, readRequest } from "./commands.mjs";
import { SetupFailure } from "./failure.mjs";
import { Interruption } from "./interruption.mjs";
import { launch, watchOver } from "./launch.mjs";
import { prepare } from "./prepare.mjs";

const couldNotBeDone = 2;
const oldestNodeMajor = 20;

/** @param {readonly string[]} argv */
async function main(argv) {
  const request = readRequest(argv);
  switch (request.kind) {
    case "help":
      process.stdout.write(helpText());
      return 0;
    case "unknown":
      throw new SetupFailure(
        request.found === undefined ? "No command was given." : `There is no command "${request.found}".`,
        `one of ${commandNames.join(", ")}.`,
        "node setup/run.mjs --help says what each does.",
      );
    case "notYet":
      process.stderr.write(`npm run ${request.name}: not supported yet\n`);
      return couldNotBeDone;
    case "run": {
      refuseOtherMachines();
      const adopt = watchOver();
      const lackingServers = await prepare(request.needs);
      return await launch(request.entry, request.args, lackingServers, adopt);
    }
  }
}

function refuseOtherMachines() {
  const major = Number.parseInt(process.versions.node, 10);
  if (process.platform === "linux" && major >= oldestNodeMajor) return;
  throw new SetupFailure(
    `This is Node ${process.versions.node} on ${process.platform}.`,
    `Node ${oldestNodeMajor} or newer on Linux.`,
    "run the command on such a machine.",
  );
}

// Whoever read the set-up's lines may be gone (a closed pipe, a killed npm); that must not end the cleaning up.
process.stderr.on("error", () => undefined);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (failure) {
  if (failure instanceof Interruption) {
    process.stderr.write(`set-up: ${failure.message}\n`);
    process.exitCode = failure.exitCode;
  } else if (failure instanceof SetupFailure) {
    process.stderr.write(`${failure.message}\n`);
    process.exitCode = couldNotBeDone;
  } else {
    process.stderr.write(`${failure instanceof Error ? failure.stack : String(failure)}\n`);
    process.exitCode = couldNotBeDone;
  }
}
