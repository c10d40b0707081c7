// What AWS must not have seen around a crash. Engine and emulator are played here: that the blows strike, and that the
// product bears them, is in test/engine (engineKilled and its neighbours).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LoggedCall } from "../../../rehearsal/emulatorProcess.ts";
import { scenarioNamed } from "../../../rehearsal/scenarios.ts";
import { crashAround, migrationCalls, settle, type CrashArgs } from "../../../rehearsal/scenarios/crash.ts";

const call = (action: string, outcome = "ok", parameters: Record<string, string> = {}): LoggedCall => ({
  at: "",
  service: "elasticache",
  action,
  outcome,
  requestId: "",
  parameters,
});

describe("migrationCalls", () => {
  it("tells the calls of a migration with their outcomes, and which completion was forced", () => {
    const log = [
      call("DescribeEvents"),
      call("TestMigration"),
      call("StartMigration", "(hold)"),
      call("CompleteMigration", "ok", { Force: "false" }),
      call("CompleteMigration", "ok", { Force: "true" }),
      call("ModifyReplicationGroup"),
    ];
    expect(migrationCalls(log)).toStrictEqual([
      ...["TestMigration ok", "StartMigration (hold)", "CompleteMigration ok", "CompleteMigration! ok"],
    ]);
  });
});

describe("settle", () => {
  let run: string;
  const pending = (...operations: readonly object[]) => {
    mkdirSync(join(run, "state/.pulumi/stacks"), { recursive: true });
    const state = { checkpoint: { latest: { pending_operations: operations } } };
    writeFileSync(join(run, "state/.pulumi/stacks/dev.json"), JSON.stringify(state));
  };
  beforeEach(() => {
    run = mkdtempSync(join(tmpdir(), "crash-"));
    pending();
  });
  afterEach(() => rmSync(run, { recursive: true }));

  /** @param refresh what becomes of the pending operations */
  async function settled(log: readonly LoggedCall[], refresh = () => pending(), callsBefore = 0) {
    const { crash } = scenarioNamed("engine-killed-before-start-is-carried-out");
    let refreshed = 0;
    const rehearsal = {
      engine: {
        refresh: ({ clearPendingCreates }: { clearPendingCreates: boolean }) => {
          refreshed += clearPendingCreates ? 1 : 0;
          refresh();
          return Promise.resolve({ ok: true, errors: [] });
        },
      },
      emulator: { log: () => Promise.resolve(log) },
      run: { id: "run", path: run },
    } as unknown as CrashArgs["rehearsal"];
    if (crash === undefined) throw new Error("the scenario has no crash");
    const crashed = { up: {} as never, did: [], problems: [], callsBefore };
    return { problems: await settle({ crash, groupId: "g", rehearsal }, crashed), refreshed };
  }

  const wanted = [call("StartMigration", "(hold)"), call("StartMigration")];

  it("finds nothing where AWS saw what it was to see, and leaves a state alone in which nothing is pending", async () => {
    expect(await settled(wanted)).toStrictEqual({ problems: [], refreshed: 0 });
  });

  it.each([
    ["a second start", [...wanted, call("StartMigration")]],
    ["a completion that nobody asked for", [...wanted, call("CompleteMigration")]],
    ["no start", []],
  ])("tells of %s", async (_, log) => {
    const { problems } = await settled(log);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^in migrate AWS saw .*; expected StartMigration \(hold\), StartMigration ok$/);
  });

  it("judges the calls since the crashed up began, and no earlier ones", async () => {
    expect((await settled([call("TestMigration"), ...wanted], undefined, 1)).problems).toStrictEqual([]);
  });

  it("has creations forgotten that were interrupted", async () => {
    pending({ type: "creating", resource: { urn: "urn:journal" } });
    expect(await settled(wanted)).toStrictEqual({ problems: [], refreshed: 1 });
  });

  it("does not pass over an update that an up has left, and refreshes nothing for it", async () => {
    pending({ type: "updating", resource: { urn: "urn:migration" } });
    await expect(settled(wanted)).rejects.toThrow("operations stay pending: updating urn:migration");
  });

  it("does not pass over one that stays pending all the same", async () => {
    pending({ type: "creating", resource: { urn: "urn:journal" } });
    await expect(settled(wanted, () => undefined)).rejects.toThrow("operations stay pending: creating urn:journal");
  });
});

describe("crashAround", () => {
  const around = (name: string, title: string) =>
    crashAround(scenarioNamed(name), title, {} as CrashArgs["rehearsal"], "g", () => undefined);

  it("is about the up of its stage alone, and of the default scenario about none", () => {
    expect(around("default", "migrate")).toStrictEqual({});
    expect(around("engine-killed-while-copying", "prepare")).toStrictEqual({});
    expect(Object.keys(around("engine-killed-while-copying", "migrate"))).toStrictEqual(["crash"]);
  });
});
