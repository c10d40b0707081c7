// Where the Pulumi engine comes from, in order, with stand-ins for the programs and for the network.
// It does not prove that the real engine builds: the rehearsal's own tests run on it.
import { readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ScratchProject } from "./scratchProject.ts";

let project: ScratchProject;
const shim = "pulumi-resource-pulumi-nodejs";

beforeEach(() => {
  project = new ScratchProject().withNpmPackages().withServers();
  project.write("rehearsal/main.ts", 'console.log("ran");');
  project.write(`node_modules/@pulumi/pulumi/${shim}`, "#!/bin/sh\n");
  downloader('console.error("Downloading pulumi v3.265.0...\\npulumi: fetch failed"); process.exit(1);');
  for (const name of ["cp", "chmod"]) project.linkSystemProgram(name);
});

afterEach(async () => {
  await project.end();
});

function downloader(body: string): void {
  project.write("node_modules/pulumi/run.js", body);
  project.write("node_modules/pulumi/package.json", '{"type":"commonjs"}');
}

function engineOnPath(version: string): void {
  project.script("pulumi", `echo ${version}`);
  project.script("pulumi-language-nodejs", "true");
}

/** A Go that "builds" programs which tell the CLI's version. */
function go(version: string, build = ""): void {
  project.script(
    "go",
    `echo "$*" >> ${project.root}/go-log
     if [ "$1" = version ]; then echo "go version go${version} linux/amd64"; fi
     if [ "$1" = env ]; then echo /none; echo https://proxy.invalid; fi
     if [ "$1" = build ]; then
       ${build}
       while [ "$1" != -o ]; do shift; done
       printf '#!/bin/sh\\necho v3.259.0\\n' > "$2" && chmod +x "$2"
     fi`,
  );
}

function linked(name: string): string {
  return readlinkSync(join(project.root, ".cache", "bin", name));
}

test("takes the one on PATH, with the SDK's shim made executable", async () => {
  engineOnPath("v3.274.0");
  expect(await project.run("rehearse")).toMatchObject({ code: 0, stdout: "ran\n", stderr: "" });
  expect(linked("pulumi")).toBe(join(project.programs, "pulumi"));
  expect(linked("pulumi-language-nodejs")).toBe(join(project.programs, "pulumi-language-nodejs"));
  expect(statSync(join(project.root, ".cache", "bin", shim)).mode & 0o111).toBe(0o111);
});

test("asks a CLI again when the file has changed", async () => {
  engineOnPath("v3.274.0");
  expect(await project.run("rehearse")).toMatchObject({ code: 0 });
  engineOnPath("v3.174.0");
  expect(await project.run("rehearse")).toMatchObject({ code: 2, stdout: "" });
});

test("prefers the shim that lies beside the CLI", async () => {
  engineOnPath("v3.274.0");
  project.script(shim, "true");
  expect(await project.run("rehearse")).toMatchObject({ code: 0 });
  expect(linked(shim)).toBe(join(project.programs, shim));
});

test("takes the one in the user's home when PATH has none", async () => {
  for (const name of ["pulumi", "pulumi-language-nodejs"]) {
    project.writeProgram(`home/.pulumi/bin/${name}`, "#!/bin/sh\necho v3.274.0\n");
  }
  expect(await project.run("rehearse")).toMatchObject({ code: 0, stdout: "ran\n", stderr: "" });
  expect(linked("pulumi")).toBe(join(project.home, ".pulumi", "bin", "pulumi"));
});

test("downloads where that is possible, into the project's cache", async () => {
  downloader(`
    const { mkdirSync, writeFileSync } = require("node:fs");
    const bin = process.env.PULUMI_HOME + "/versions/3.265.0/bin";
    mkdirSync(bin, { recursive: true });
    for (const name of ["pulumi", "pulumi-language-nodejs"]) writeFileSync(bin + "/" + name, "#!/bin/sh\\necho v3.265.0\\n", { mode: 0o755 });
  `);
  const { code, stderr } = await project.run("rehearse");
  expect(code).toBe(0);
  expect(stderr).toMatch(/^set-up: Pulumi CLI: downloading \.\.\. downloaded \([\d.]+ s\)\n$/);
  expect(linked("pulumi")).toBe(join(project.root, ".cache", "pulumi", "downloaded", "bin", "pulumi"));
  expect(await project.run("rehearse")).toMatchObject({ code: 0, stderr: "" });
});

test.each(["v3.199.9", "no version"])(
  "builds when the one on PATH answers %s and nothing can be downloaded",
  async (answer) => {
    engineOnPath(answer);
    go("1.26.8");
    const { code, stderr } = await project.run("rehearse");
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /downloading \.\.\. not possible here .*\n.*no download \(pulumi: fetch failed\).*\n.*building \.\.\. built .*\n$/,
    );
    expect(linked("pulumi")).toBe(join(project.root, ".cache", "pulumi", "bin", "pulumi"));
  },
);

test("asks neither the network nor Go again once it has built, until the modules change", async () => {
  go("1.26.8");
  expect(await project.run("rehearse")).toMatchObject({ code: 0 });
  expect(await project.run("rehearse")).toMatchObject({ code: 0, stderr: "" });
  const builds = (): number =>
    project
      .read("go-log")
      .split("\n")
      .filter((line) => line.startsWith("build")).length;
  expect(builds()).toBe(2);
  project.write("setup/pulumi/cli/go.sum", `${project.read("setup/pulumi/cli/go.sum")}\n`);
  expect(await project.run("rehearse")).toMatchObject({ code: 0, stdout: "ran\n" });
  expect(builds()).toBe(4);
});

test("builds anew after a build that failed half-way", async () => {
  go("1.26.8", `if [ -e ${project.root}/.cache/pulumi/bin/pulumi ]; then echo "no space left" >&2; exit 1; fi`);
  const failed = await project.run("rehearse");
  expect(failed).toMatchObject({ code: 2, stdout: "" });
  expect(failed.stderr).toContain("Building pulumi-language-nodejs failed: exit code 1.\nno space left\nExpected: ");
  go("1.26.8");
  expect(await project.run("rehearse")).toMatchObject({ code: 0, stdout: "ran\n" });
});

test.each([
  ["is missing", undefined, "Go is not on PATH"],
  ["is too old", "1.22.2", "Go 1.22.2 is too old"],
])("says what to install when Go %s", async (_, version, words) => {
  if (version !== undefined) go(version);
  const { code, stdout, stderr } = await project.run("rehearse");
  expect({ code, stdout }).toStrictEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(words);
  expect(stderr).toContain(
    "Expected: the Pulumi CLI 3.200.0 or newer with its Node language host on PATH, or Go 1.25.11 or newer.",
  );
});
