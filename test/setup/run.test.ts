// The entry of every command, really run: what it says, what it hands on, what it costs.
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ScratchProject } from "./scratchProject.ts";

let project: ScratchProject;

beforeEach(() => {
  project = new ScratchProject();
});

afterEach(async () => {
  await project.end();
});

test("lists its commands on request", async () => {
  const { code, stdout } = await project.run("--help");
  expect(code).toBe(0);
  for (const name of ["test", "test:quick", "check", "rehearse", "emulator"]) expect(stdout).toContain(`  ${name} `);
});

test("refuses an unknown command with the allowed ones, and does nothing", async () => {
  const { code, stdout, stderr } = await project.run("reherse");
  expect({ code, stdout }).toStrictEqual({ code: 2, stdout: "" });
  expect(stderr).toBe(
    'There is no command "reherse".\n' +
      "Expected: one of test, test:quick, check, rehearse, emulator, doctor, watch, bench, flip-check.\n" +
      "Do: node setup/run.mjs --help says what each does.\n",
  );
  expect(project.has(".cache")).toBe(false);
});

test("says of a command that is not there yet that it is not supported yet", async () => {
  const { code, stderr } = await project.run("bench");
  expect({ code, stderr }).toStrictEqual({ code: 2, stderr: "npm run bench: not supported yet\n" });
});

test("runs the command on the pinned Node with its arguments, its exit code and its search path", async () => {
  project.withNpmPackages().withServers();
  project.write(
    "emulator/main.ts",
    `const type: string = "stripped";
     console.log(JSON.stringify({ type, args: process.argv.slice(2), path: process.env.PATH, bin: process.env.PULUMI_BIN_DIR, cwd: process.cwd() }));
     process.exitCode = 7;`,
  );
  const { code, stdout, stderr } = await project.run("emulator", "--port", "0", "a b");
  expect({ code, stderr }).toStrictEqual({ code: 7, stderr: "" });
  const bin = join(project.root, ".cache", "bin");
  expect(JSON.parse(stdout)).toStrictEqual({
    type: "stripped",
    args: ["--port", "0", "a b"],
    path: `${bin}:${join(project.root, "node_modules", ".bin")}:${project.programs}`,
    bin,
    cwd: project.root,
  });
  expect(realpathSync(join(bin, "redis-server"))).toBe(join(project.programs, "redis-server"));
});

test("adds less than a second to a command once everything is there", async () => {
  project.withNpmPackages().withServers();
  project.script("pulumi", "echo v3.300.0");
  project.script("pulumi-language-nodejs", "true");
  project.script("pulumi-resource-pulumi-nodejs", "true");
  project.write("rehearsal/main.ts", "process.exitCode = 0;");
  expect(await project.run("rehearse")).toMatchObject({ code: 0, stderr: "" });

  const direct = await shortestMs(() => project.start(join(project.programs, "node"), ["rehearsal/main.ts"]).ended);
  const through = await shortestMs(() => project.run("rehearse"));
  expect(through - direct).toBeLessThan(1_000);
});

/** Of three: what a busy machine adds to one of them is not the command's. */
async function shortestMs(work: () => Promise<{ code: number | null }>): Promise<number> {
  return Math.min(await durationMs(work), await durationMs(work), await durationMs(work));
}

async function durationMs(work: () => Promise<{ code: number | null }>): Promise<number> {
  const startedAtMs = performance.now();
  const { code } = await work();
  expect(code).toBe(0);
  return performance.now() - startedAtMs;
}
