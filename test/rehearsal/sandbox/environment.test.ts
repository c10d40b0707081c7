// The environment of everything that a rehearsal starts, built while the caller's is full of traps.
import { mkdirSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sandboxEnvironment } from "../../../rehearsal/sandbox/environment.ts";
import { sandboxedPulumi } from "../../../rehearsal/sandbox/pulumiCommand.ts";
import { hostileEnvironment as hostile } from "./hostileEnvironment.ts";

const directory = "/project/.cache/rehearsals/run-1";

function environmentWith(inherited: Readonly<Record<string, string | undefined>>) {
  return sandboxEnvironment({
    runId: "run-1",
    directory,
    root: "/project",
    pulumiDirectory: "/project/.cache/bin",
    endpoint: "http://127.0.0.1:4566",
    inherited,
  });
}

describe("sandboxEnvironment", () => {
  it("is the same whatever identity, login or proxy the caller has", () => {
    const path = { PATH: "/usr/bin", LANG: "C.UTF-8" };
    expect(environmentWith({ ...hostile, ...path })).toStrictEqual(environmentWith(path));
  });

  it("has no value of the caller's but the search path and the language", () => {
    const values = Object.values(environmentWith({ ...hostile, PATH: "/usr/bin" }));
    expect(values.filter((value) => /hostile|12345/.test(value))).toStrictEqual([]);
  });

  it("keeps every place that is written to inside the run's directory", () => {
    const environment = environmentWith({ PATH: "/usr/bin" });
    const places = ["HOME", "TMPDIR", "PULUMI_HOME", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] as const;
    for (const place of places) expect(environment[place]).toMatch(new RegExp(`^${directory}/`));
    expect(environment["PULUMI_BACKEND_URL"]).toBe(`file://${directory}/state`);
  });

  it("leads AWS clients to the emulator, and Go's clients to a port where nobody listens", () => {
    expect(environmentWith({ PATH: "/usr/bin" })).toMatchObject({
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      AWS_EC2_METADATA_DISABLED: "true",
      HTTP_PROXY: "http://127.0.0.1:9",
      HTTPS_PROXY: "http://127.0.0.1:9",
      NO_PROXY: "127.0.0.1,localhost",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      REHEARSAL_RUN: "run-1",
    });
  });

  it("finds the stand-in plugin before any real one", () => {
    const entries = environmentWith({ PATH: "/home/owner/.pulumi/bin:/usr/bin" })["PATH"]?.split(":") ?? [];
    expect(entries.indexOf("/project/rehearsal/plugins/aws")).toBe(0);
  });
});

describe("sandboxedPulumi", () => {
  let scratch: string;
  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), "sandboxed-pulumi-"));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(scratch, { recursive: true });
  });

  /** A program that writes down the environment that it was given, in the place of the real CLI. */
  async function pretendCli(): Promise<string> {
    const bin = join(scratch, "bin");
    mkdirSync(bin);
    await writeFile(join(bin, "pulumi"), `#!/bin/sh\necho v3.270.0\nenv -0 > ${join(scratch, "seen")}\n`);
    await chmod(join(bin, "pulumi"), 0o755);
    return bin;
  }

  it("hands the CLI the sandbox's environment and nothing of the caller's", async () => {
    const bin = await pretendCli();
    for (const [name, value] of Object.entries(hostile)) vi.stubEnv(name, value);
    const given = { ...environmentWith({ PATH: "/usr/bin:/bin" }), QUOTED: 'it\'s $HOME `id` "x"' };
    await sandboxedPulumi(scratch, bin, given);
    const seen = (await readFile(join(scratch, "seen"), "utf8")).split("\0").filter((entry) => entry !== "");
    // The shell that stands in for the CLI adds its working directory.
    const entries = Object.entries(given).map(([name, value]) => `${name}=${value}`);
    expect(seen.filter((entry) => !entry.startsWith("PWD=")).sort()).toStrictEqual(entries.sort());
  });

  it("says where it looked for the CLI when there is none", async () => {
    await expect(sandboxedPulumi(scratch, scratch, {})).rejects.toThrow(`no Pulumi CLI in ${scratch}`);
  });
});
