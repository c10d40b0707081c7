// The whole rehearsal by its command, at a small size.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Report } from "../../rehearsal/report.ts";
import { projectRoot } from "../../rehearsal/rehearsal.ts";
import type { Ended } from "../rehearsal/command.ts";
import { startRun } from "./runs.ts";

vi.setConfig({ testTimeout: 150_000, hookTimeout: 150_000 });

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "rehearsal-report-"));
});
afterAll(() => rm(scratch, { recursive: true }));

/** By the command that the README names, which sees to the set-up first. */
async function rehearse(...args: readonly string[]): Promise<Ended & { report: Report }> {
  const file = join(scratch, `${args.join("")}.json`);
  const started = startRun(["rehearse", "--keys", "2000", "--write-rate", "1000", "--report", file, ...args], {
    entry: [join(projectRoot, "setup/run.mjs")],
  });
  await started.run();
  const exitCode = await started.ended;
  await started.gone();
  const said = { exitCode, stdout: started.stdout(), stderr: started.stderr() };
  expect(said).toMatchObject({ exitCode: 0 });
  return { ...said, report: JSON.parse(await readFile(file, "utf8")) as Report };
}

const number = expect.any(Number) as number;

describe("a rehearsal of the shipped stack", () => {
  let ended: Ended & { report: Report };
  beforeAll(async () => {
    ended = await rehearse("--seed", "7");
  });

  it("holds, and its report has every field that others read", () => {
    const { report } = ended;
    const open = { after: "complete", ok: true, element: "", reason: "" } as const;
    const stage = { ok: true, seconds: number, changes: expect.any(Object) as object };
    const reached = ["sg-0a1b2c3d4e5f60032", "10.1.64.0/20"].flatMap((from) =>
      ["sessions-dev-001", "sessions-dev-002"].map((node) => ({ from, node, ...open })),
    );
    expect(report).toStrictEqual({
      ok: true,
      seed: 7,
      stack: "dev",
      scenario: "default",
      sourceServer: expect.stringMatching(/^(redis|valkey) \d+\.\d+\.\d+$/) as string,
      targetServer: expect.stringMatching(/^(redis|valkey) \d+\.\d+\.\d+$/) as string,
      declaredSource: "redis 7.0.15",
      declaredEngine: "redis 7.0",
      keys: 2_000,
      shards: 1,
      scale: {
        pollSeconds: { from: 5, to: 0.25 },
        inSyncForSeconds: { from: 60, to: 2 },
        deadlineMinutes: { from: 45, to: 3 },
      },
      stages: [
        { stage: "prepare", ...stage },
        { stage: "migrate", ...stage },
        { stage: "complete", ...stage },
      ],
      operate: [],
      writes: { attempted: number, acknowledged: number, lost: number, outageMs: number },
      verification: {
        compared: 2_000,
        missing: 0,
        extra: 0,
        different: 0,
        ttlDifferent: 0,
        normalised: 0,
        seconds: number,
      },
      awsKeys: expect.any(Array) as Report["awsKeys"],
      examples: [],
      cluster: null,
      application: reached,
      applicationUnknown: [],
      findings: expect.any(Array) as unknown[],
      certificate: null,
      emulator: { actions: expect.any(Array) as Report["emulator"]["actions"] },
      refusedConnections: [],
      problems: [],
      left: [],
      endedByForce: [],
      steps: expect.any(Array) as Report["steps"],
      seconds: number,
    } satisfies Report);
  });

  it("tests, starts and completes the migration once each, and forces nothing", () => {
    const acts = ended.report.emulator.actions.filter(({ action }) => action.endsWith("Migration"));
    expect(acts).toStrictEqual([
      { action: "elasticache:CompleteMigration", count: 1 },
      { action: "elasticache:StartMigration", count: 1 },
      { action: "elasticache:TestMigration", count: 1 },
    ]);
  });

  it("tells of writes what can be: some were made all along, and none more were lost than acknowledged", () => {
    const { attempted, acknowledged, lost, outageMs } = ended.report.writes;
    expect(acknowledged).toBeGreaterThan(1_000);
    expect(acknowledged).toBeLessThanOrEqual(attempted);
    expect(lost).toBeLessThanOrEqual(acknowledged);
    expect(outageMs).toBeGreaterThanOrEqual(0);
  });

  it("says in plain lines what happened, what was not proven and where the time went", () => {
    const { stdout } = ended;
    expect(stdout).toContain("The rehearsal held: stack dev, prepare -> migrate -> complete");
    expect(stdout).toMatch(/pulumi up: complete: \d+\.\d s/);
    expect(stdout).toContain("Not proven here:");
    expect(stdout).toContain("Where the time went:");
    // Neither colours nor a cursor that moves: this is no terminal.
    expect(stdout).not.toContain("\u001b");
  });
});

it("rehearses the way back", async () => {
  const { report, stdout } = await rehearse("--until", "abort");
  expect(report).toMatchObject({ ok: true, verification: { compared: 0 }, writes: { lost: 0 }, left: [] });
  expect(report.stages.map(({ stage, ok }) => [stage, ok])).toStrictEqual([
    ["prepare", true],
    ["migrate", true],
    ["abort", true],
  ]);
  expect(stdout).toContain("an aborted target holds what had arrived");
});
