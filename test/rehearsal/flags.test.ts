// What the flags may be; how a refusal ends the command is in main.test.ts.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readFlags } from "../../rehearsal/flags.ts";

let scratch: string;
beforeEach(async () => {
  // The argument parser prints what is wrong before it throws.
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  scratch = await mkdtemp(join(tmpdir(), "flags-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(scratch, { recursive: true });
});

describe("readFlags", () => {
  it("has a default for everything, and a seed that differs from run to run", () => {
    const { seed, ...flags } = readFlags([]);
    expect(flags).toStrictEqual({
      stack: "dev",
      from: "prepare",
      until: "complete",
      scenario: "default",
      keys: 100_000,
      writeRate: 5_000,
      sourceServer: "system",
      targetServer: "system",
    });
    expect(new Set([seed, ...Array.from({ length: 5 }, () => readFlags([]).seed)]).size).toBeGreaterThan(1);
  });

  it("takes what is given", () => {
    const report = join(scratch, "report.json");
    const given = [
      "--stack",
      "prod",
      "--until",
      "abort",
      "--keys",
      "2000",
      "--seed",
      "0",
      "--keep",
      "--report",
      report,
    ];
    expect(readFlags(given)).toMatchObject({ stack: "prod", until: "abort", keys: 2_000, seed: 0, keep: true, report });
  });

  it.each([
    [["--keys", "0"], "expected a whole number from 1 to 10000000"],
    [["--keys", "1e3"], "expected a whole number from 1 to 10000000"],
    [["--keys", "10000001"], "expected a whole number from 1 to 10000000"],
    [["--write-rate", "fast"], "expected a whole number from 1 to 100000"],
    [["--seed", "-1"], "expected a whole number from 0 to 2147483647"],
    [["--until", "finish"], "expected one of prepare, migrate, complete, operate, abort"],
    [["--from", "migrate"], "not supported yet; expected one of prepare"],
    [["--from", "start"], "expected one of prepare"],
    [["--scenario", "storm"], "expected one of default"],
    [["--source-server", "redis-8"], "Allowed choices are system, redis-7.0, redis-6.2, valkey-9"],
    [["--target-server", "redis-8"], "Allowed choices are system, redis-7.0, redis-6.2, valkey-9"],
    [["--unknown"], "unknown option"],
    [["--keys"], "argument missing"],
    [["surplus"], "too many arguments"],
    [["--json"], "only with --list"],
  ])("refuses %j, naming flag, value and what is allowed", (args, allowed) => {
    const refusal = () => readFlags(args);
    for (const word of args) expect(refusal).toThrow(word);
    expect(refusal).toThrow(allowed);
  });

  it.each([
    [["--scenario", "engine-killed-at-the-gate"], "complete"],
    [["--scenario", "engine-killed-after-the-forced-stop-was-carried-out"], "abort"],
    [["--scenario", "engine-killed-during-the-test", "--until", "prepare"], "prepare"],
    [["--scenario", "engine-killed-at-the-gate", "--until", "operate"], "operate"],
  ])("with %j goes up to %s", (args, until) => {
    expect(readFlags(args).until).toBe(until);
  });

  it("refuses an end that comes before what a scenario is about", () => {
    expect(() => readFlags(["--scenario", "engine-killed-at-the-gate", "--until", "migrate"])).toThrow(
      "--scenario engine-killed-at-the-gate: it happens in complete, which --until migrate does not come by; expected one of complete, operate",
    );
  });

  it.each(["missing/report.json", "."])("refuses a report that cannot be written to %s", (path) => {
    const file = join(scratch, path);
    expect(() => readFlags(["--report", file])).toThrow(`--report ${file}: cannot be written`);
  });

  it("neither touches an earlier report nor leaves an empty one", async () => {
    const earlier = join(scratch, "earlier.json");
    await writeFile(earlier, "{}");
    readFlags(["--report", earlier]);
    readFlags(["--report", join(scratch, "new.json")]);
    expect(await readFile(earlier, "utf8")).toBe("{}");
    expect(await readdir(scratch)).toStrictEqual(["earlier.json"]);
  });
});
