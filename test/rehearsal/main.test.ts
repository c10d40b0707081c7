// How the command ends when it refuses to start anything, and what it tells without starting anything.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyProject, runCommand } from "./command.ts";
import { hostileStack } from "./sandbox/hostileStack.ts";

let project: string;
beforeAll(async () => {
  project = await copyProject();
  await writeFile(join(project, "Pulumi.dev.yaml"), hostileStack);
});
afterAll(() => rm(project, { recursive: true }));

const command = (...args: readonly string[]) => runCommand(args, { root: project });
const stackTrace = /\n\s+at /;

describe("what is refused", () => {
  it.each([
    [["--keys", "0"], "expected a whole number from 1 to 10000000"],
    [["--json"], "only with --list"],
    [["--stack", "nowhere"], "no such stack config; expected one of dev"],
  ])("%j ends with exit code 2 and the refusal alone", async (args, allowed) => {
    const { exitCode, stdout, stderr } = await command(...args);
    expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" });
    for (const word of [...args, allowed]) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(stackTrace);
  });

  it("a server that this machine does not have ends it with exit code 2, the reason and what to do", async () => {
    const setpriv = execFileSync("sh", ["-c", "command -v setpriv"], { encoding: "utf8" }).trim();
    await symlink(setpriv, join(project, "setpriv"));
    const without = { PATH: project, PULUMI_BIN_DIR: project };
    const args = ["--stack", "dev", "--source-server", "valkey-9"];
    const { exitCode, stdout, stderr } = await runCommand(args, { root: project, env: without });
    expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^--source-server valkey-9: no such server here .*\nExpected: .*valkey-9.*\nDo: .*$/m);
    expect(stderr).not.toMatch(stackTrace);
  });

  it("without the set-up's Pulumi CLI it says how to be started", async () => {
    const { exitCode, stdout } = await runCommand([], { root: project, env: { PULUMI_BIN_DIR: undefined } });
    expect(exitCode).toBe(2);
    expect(stdout).toContain("problem: PULUMI_BIN_DIR is not set; start it by npm run rehearse");
  });
});

describe("a faulty stack config", () => {
  const faulty = async (text: string) => {
    await writeFile(join(project, "Pulumi.faulty.yaml"), text);
    return await command("--stack", "faulty");
  };

  it("is refused with every fault, its key, the value found and the allowed ones, and nothing is started", async () => {
    const { exitCode, stdout, stderr } = await faulty(
      hostileStack
        .replace("stage: complete", "stage: finish")
        .replace("vpc-0a1b2c3d4e5f60001", "vpc-1")
        .replace("10.0.0.241:6379\n    databases", "10.0.0.241:70000\n    databases")
        .replace("mode: peering", "mode: peering\n    mood: good"),
    );
    expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" });
    expect(stderr.trim().split("\n")).toStrictEqual([
      "The stack configuration has 4 faults:",
      expect.stringMatching(/:stage: found "finish"; expected .*prepare, migrate, complete/),
      expect.stringMatching(/:source.endpoint: found "10.0.0.241:70000"; expected host:port/),
      expect.stringMatching(/:source.vpcId: found "vpc-1"; expected an id like vpc-/),
      expect.stringMatching(/:network.mood: found "good"; expected no such key \(did you mean mode\?\); known: mode/),
    ]);
    expect(existsSync(join(project, ".cache"))).toBe(false);
  });

  it("is refused when its networks overlap", async () => {
    const { exitCode, stderr } = await faulty(hostileStack.replace("[10.1.0.0/16]", "[10.0.128.0/17]"));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/:target.cidrs: found "10.0.128.0\/17"; expected .* overlap source.cidrs 10.0.0.0\/16/);
  });

  it("is refused when it is no YAML", async () => {
    const { exitCode, stdout, stderr } = await faulty("config: [\n");
    expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^Pulumi\.faulty\.yaml: .* at line 2, column 1/);
    expect(stderr).not.toMatch(stackTrace);
  });
});

describe("what is told without a rehearsal", () => {
  it("--help lists every flag and ends with exit code 0", async () => {
    const { exitCode, stdout, stderr } = await command("--help");
    expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" });
    const flags = ["stack", "from", "until", "scenario", "keys", "write-rate", "source-server", "target-server"];
    for (const flag of [...flags, "seed", "keep", "report", "list", "json"]) expect(stdout).toContain(`--${flag} `);
  });

  it("--list lists the scenarios, as JSON where asked", async () => {
    const [words, json] = await Promise.all([command("--list"), command("--list", "--json")]);
    expect([words.exitCode, json.exitCode]).toStrictEqual([0, 0]);
    expect(words.stdout).toMatch(/^default: .*; expects /);
    const text = expect.any(String) as string;
    const listed = JSON.parse(json.stdout) as readonly object[];
    expect(listed[0]).toStrictEqual({ name: "default", purpose: text, expects: text });
    for (const one of listed) expect(one).toStrictEqual({ name: text, purpose: text, expects: text });
    // The default, and at least 20 named crashes.
    expect(listed.length).toBeGreaterThan(20);
  });
});
