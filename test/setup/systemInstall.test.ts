// A machine without servers, with stand-ins for its package manager and for sudo: what is installed, and how that is told.
import { readlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ScratchProject } from "./scratchProject.ts";

let project: ScratchProject;

beforeEach(() => {
  project = new ScratchProject().withNpmPackages();
  project.write("emulator/main.ts", 'console.log("ran");');
  project.script("sudo", 'shift; exec "$@"');
  for (const name of ["cp", "chmod"]) project.linkSystemProgram(name);
});

afterEach(async () => {
  await project.end();
});

const serverOfVersion = (version: string): string => `#!/bin/sh\\necho "Redis server v=${version} sha=0"\\n`;

/** Logs what it was asked for; `install` puts a server there as Debian's redis-tools does. */
function packageManager(version: string, before = ""): void {
  project.script(
    "apt-get",
    `echo "$DEBIAN_FRONTEND $*" >> apt-log
     ${before}
     if [ "$1" = install ]; then
       printf '${serverOfVersion(version)}' > machine/bin/redis-check-rdb && chmod +x machine/bin/redis-check-rdb
     fi`,
  );
}

test("installs a server that starts no service, says so, and finds it the next time", async () => {
  project.linkSystemProgram("setpriv");
  packageManager("7.0.15");
  const first = await project.run("emulator");
  expect(first).toMatchObject({ code: 0, stdout: "ran\n" });
  expect(first.stderr).toMatch(/^set-up: redis-server: installing with apt-get \.\.\. installed \([\d.]+ s\)\n$/);
  expect(project.read("apt-log")).toBe("noninteractive install -y --no-install-recommends redis-tools\n");
  expect(readlinkSync(join(project.root, ".cache", "bin", "redis-server"))).toBe(
    join(project.programs, "redis-check-rdb"),
  );
  expect(await project.run("emulator")).toMatchObject({ code: 0, stderr: "" });
});

test("fetches the package lists when the first try fails", async () => {
  project.linkSystemProgram("setpriv");
  packageManager("7.0.15", 'if [ "$1" = update ]; then true > lists; fi; if [ ! -e lists ]; then exit 100; fi');
  expect(await project.run("emulator")).toMatchObject({ code: 0, stdout: "ran\n" });
  expect(
    project
      .read("apt-log")
      .split("\n")
      .map((line) => line.split(" ")[1]),
  ).toStrictEqual(["install", "update", "install", undefined]);
});

test("says what is wrong when the system's own server is too old", async () => {
  project.linkSystemProgram("setpriv");
  packageManager("6.0.16");
  const { code, stdout, stderr } = await project.run("emulator");
  expect({ code, stdout }).toStrictEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("redis-check-rdb (version 6.0.16)");
  expect(stderr).toContain("Expected: redis-server 6.2.0 or newer");
});

test("shows what the package manager says when it fails, with the command to run", async () => {
  project.linkSystemProgram("setpriv");
  packageManager("7.0.15", 'echo "E: no network" >&2; exit 100');
  const { code, stderr } = await project.run("emulator");
  expect(code).toBe(2);
  expect(stderr).toContain("apt-get failed: exit code 100.\nE: no network\n");
  expect(stderr).toMatch(/\nDo: see to what it names above, then: (sudo )?apt-get install -y .*redis-tools\n$/);
});

test("takes a setpriv that cannot tie a process to its parent for none", async () => {
  project.script("setpriv", 'echo "unrecognized option: pdeathsig" >&2; exit 1');
  packageManager("7.0.15");
  const { code, stderr } = await project.run("emulator");
  expect(code).toBe(2);
  expect(project.read("apt-log")).toContain("redis-tools util-linux\n");
  expect(stderr).toContain("setpriv (without --pdeathsig)");
});

test("names the package managers it knows on a machine that has none of them", async () => {
  const { code, stderr } = await project.run("emulator");
  expect(code).toBe(2);
  expect(stderr).toContain("This machine lacks redis-server and setpriv");
  expect(stderr).toContain("apt-get, dnf, yum, apk, pacman, zypper");
});
