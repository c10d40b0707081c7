// Every example, rehearsed by the command at a small size: each shape of a migration under the real engine.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { projectRoot } from "../../rehearsal/rehearsal.ts";
import type { Report } from "../../rehearsal/report.ts";
import { startRun } from "./runs.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const keys = 400;

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "rehearsal-examples-"));
});
afterAll(() => rm(scratch, { recursive: true }));

/** Holds, or the test fails with all that it said. */
async function rehearse(stack: string, ...args: readonly string[]): Promise<Report> {
  const file = join(scratch, `${stack}.json`);
  const size = ["--keys", String(keys), "--write-rate", "300"];
  const started = startRun(["--stack", stack, ...size, "--report", file, ...args]);
  const exitCode = await started.ended;
  const said = { exitCode, stdout: started.stdout(), stderr: started.stderr() };
  expect(said).toMatchObject({ exitCode: 0 });
  return JSON.parse(await readFile(file, "utf8")) as Report;
}

/** What has to be true of every rehearsal that goes through complete. */
function expectHeld(report: Report, expected: Partial<Report> = {}): void {
  const { ok, stages, verification, problems, left, endedByForce, refusedConnections, application } = report;
  const { compared, missing, extra, different, ttlDifferent } = verification;
  expect({ ok, problems, left, endedByForce, refusedConnections }).toStrictEqual({
    ok: true,
    problems: [],
    left: [],
    endedByForce: [],
    refusedConnections: [],
  });
  expect({ compared, missing, extra, different, ttlDifferent }).toStrictEqual({
    compared: keys,
    missing: 0,
    extra: 0,
    different: 0,
    ttlDifferent: 0,
  });
  const went = ["prepare", "migrate", "complete", ...(report.stages.length > 3 ? ["operate"] : [])];
  expect(stages.map(({ stage }) => stage)).toStrictEqual(went);
  expect(application.length).toBeGreaterThan(0);
  expect(application.filter((one) => !one.ok)).toStrictEqual([]);
  expect(report).toMatchObject(expected);
}

const nodesOf = ({ application }: Report) => [...new Set(application.map(({ node }) => node))].toSorted();
const count = ({ emulator }: Report, action: string) =>
  emulator.actions.find((one) => one.action === action)?.count ?? 0;

describe("the example", () => {
  it("cluster-mode migrates every shard, and a cluster client finds every key", async () => {
    const report = await rehearse("cluster-mode");
    expectHeld(report, { shards: 3, cluster: { keysRead: keys, keysWritten: keys, refusals: [] } });
    expect(nodesOf(report)).toStrictEqual(
      ["1", "2", "3"].flatMap((shard) => [`catalogue-000${shard}-001`, `catalogue-000${shard}-002`]),
    );
  });

  it("same-vpc makes neither a connection nor a route", async () => {
    const report = await rehearse("same-vpc");
    expectHeld(report, { shards: 1, cluster: null, declaredEngine: "valkey 8.1" });
    expect(nodesOf(report)).toHaveLength(3);
    for (const action of ["ec2:CreateVpcPeeringConnection", "ec2:CreateRoute"]) expect(count(report, action)).toBe(0);
  });

  it("other-account accepts the connection by the role in the source's account", async () => {
    const report = await rehearse("other-account");
    expectHeld(report);
    expect(count(report, "sts:AssumeRole")).toBeGreaterThan(0);
    expect(count(report, "ec2:AcceptVpcPeeringConnection")).toBe(1);
  });

  it("other-region reaches across regions and accounts", async () => {
    const report = await rehearse("other-region");
    expectHeld(report);
    expect(count(report, "ec2:AcceptVpcPeeringConnection")).toBe(1);
  });

  it("existing-group never makes, changes or deletes the group", async () => {
    const report = await rehearse("existing-group");
    expectHeld(report);
    const changing = report.emulator.actions.filter(({ action }) =>
      /^elasticache:(Create|Modify|Delete|Increase|Decrease|Add|Remove)/.test(action),
    );
    expect(changing).toStrictEqual([]);
  });

  it("chained-endpoint migrates from the replica what is written to the primary", async () => {
    expectHeld(await rehearse("chained-endpoint"), { shards: 1, cluster: null });
  });

  it("operate goes on to encryption, access and the removal of the path, an up for each step", async () => {
    const report = await rehearse("operate", "--until", "operate");
    expectHeld(report);
    expect(report.operate.map(({ step, ok }) => [step, ok])).toStrictEqual([
      ["tls preferred", true],
      ["tls required", true],
      ["access", true],
    ]);
    expect(count(report, "ec2:DeleteVpcPeeringConnection")).toBe(1);
    expect(count(report, "elasticache:ModifyReplicationGroup")).toBe(3);
  });

  it("transit-gateway makes routes over what exists, and takes them away in operate", async () => {
    const report = await rehearse("transit-gateway", "--until", "operate");
    expectHeld(report);
    expect(count(report, "ec2:CreateVpcPeeringConnection")).toBe(0);
    expect([count(report, "ec2:CreateRoute"), count(report, "ec2:DeleteRoute")]).toStrictEqual([2, 2]);
  });

  it("probe-none goes by AWS's word alone, and tries no server's address", async () => {
    const report = await rehearse("probe-none");
    // What tries to reach the source where AWS has it (10.0.0.241) is refused by the sandbox, and would stand in the report.
    expectHeld(report, { refusedConnections: [], shards: 1 });
    expect(count(report, "monitoring:GetMetricData")).toBeGreaterThan(0);
    expect(report.findings).toContainEqual(expect.objectContaining({ code: "source-not-probed" }));
  });

  it("is none that nobody rehearses", () => {
    expect(readdirSync(join(projectRoot, "examples")).toSorted()).toStrictEqual([
      "chained-endpoint",
      "cluster-mode",
      "existing-group",
      "operate",
      "other-account",
      "other-region",
      "probe-none",
      "same-vpc",
      "to-valkey", // servers.test.ts
      "transit-gateway",
    ]);
  });
});
