// The verdict: what makes a rehearsal hold, one fact at a time.
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { RunRecord, type Aftermath } from "../../rehearsal/record.ts";
import { nothingCompared } from "../../rehearsal/report.ts";
import { readStackFile } from "../../rehearsal/stackFile.ts";
import { noWrites } from "../../rehearsal/traffic.ts";
import { upsUntil } from "../../rehearsal/ups.ts";

const stack = readStackFile(resolve(import.meta.dirname, "../.."), "dev");
const asked = { stack, keys: 10, seed: 1, scenario: "default", ups: upsUntil("migrate", stack) };
const aftermath: Aftermath = { scale: {}, log: [], refusedConnections: [], left: [], endedByForce: [], isKept: false };
const writes = { ...noWrites, attempted: 100, acknowledged: 100, acknowledgedByTarget: 40 };

/** A record in which everything went well. */
function good(): RunRecord {
  const record = new RunRecord();
  for (const up of asked.ups) record.wentUp(up, { ok: true, seconds: 1, changes: {} });
  record.comparison = { ...nothingCompared, compared: 10 };
  record.wrote(writes, true);
  return record;
}

const verdict = (record: RunRecord, after = aftermath) => {
  const report = record.report(asked, after);
  return { ok: report.ok, exitCode: record.exitCode(report) };
};

it("holds when every stage is reached, nothing differs, and nothing is left", () => {
  expect(verdict(good())).toStrictEqual({ ok: true, exitCode: 0 });
});

it.each(["missing", "extra", "different", "ttlDifferent"] as const)("does not hold with one key %s", (kind) => {
  const record = good();
  record.comparison = { ...record.comparison, [kind]: 1 };
  expect(verdict(record)).toStrictEqual({ ok: false, exitCode: 1 });
});

it("does not hold with a stage that was not reached, or that never came", () => {
  const failed = good();
  failed.stages[1] = { stage: "migrate", ok: false, seconds: 1, changes: {} };
  expect(verdict(failed).ok).toBe(false);
  const short = good();
  short.stages.pop();
  expect(verdict(short).ok).toBe(false);
});

it("does not hold with a step of operate that failed, or that never came", () => {
  const step = { stage: "operate", title: "operate, tls preferred", edits: [], outcome: { is: "stage" } } as const;
  const reportOf = (record: RunRecord) => record.report({ ...asked, ups: [...asked.ups, step] }, aftermath);
  const failed = good();
  failed.wentUp(step, { ok: false, seconds: 1, changes: {} });
  const report = reportOf(failed);
  expect(report.operate).toStrictEqual([{ step: "tls preferred", ok: false, seconds: 1, changes: {} }]);
  expect(report.ok).toBe(false);
  expect(reportOf(good()).ok).toBe(false);
  const whole = good();
  whole.wentUp(step, { ok: true, seconds: 1, changes: {} });
  expect(reportOf(whole).ok).toBe(true);
});

it("does not hold when the application does not reach a node, and names what stands in the way, once", () => {
  const record = good();
  const way = { after: "prepare", from: "sg-1", ok: false, element: "rtb-1", reason: "no route back" } as const;
  record.reached([
    { ...way, node: "one" },
    { ...way, node: "two" },
    { ...way, node: "three", ok: true, element: "", reason: "" },
  ]);
  expect(record.report(asked, aftermath).problems).toStrictEqual([
    "after prepare the application (sg-1) does not reach one, two: rtb-1: no route back",
  ]);
});

it("does not hold when a cluster client cannot read a key, or not write it back", () => {
  const whole = { keysRead: 10, keysWritten: 10, refusals: [] };
  const served = good();
  served.usedAsCluster(whole, 10);
  expect(verdict(served).ok).toBe(true);
  expect(served.report(asked, aftermath).cluster).toStrictEqual(whole);
  for (const less of [{ keysRead: 9 }, { keysWritten: 9 }]) {
    const record = good();
    record.usedAsCluster({ ...whole, ...less, refusals: ["CLUSTERDOWN"] }, 10);
    expect(record.report(asked, aftermath).problems).toStrictEqual([
      expect.stringMatching(/of 10 keys.*: CLUSTERDOWN/),
    ]);
  }
});

it("does not hold with a process left standing or a connection out of the sandbox", () => {
  expect(verdict(good(), { ...aftermath, left: ["1 redis-server"] }).ok).toBe(false);
  expect(verdict(good(), { ...aftermath, refusedConnections: ["a connection to 192.0.2.1:443"] }).ok).toBe(false);
});

it("does not hold when the target took no write after the switch, or lacks one that it took", () => {
  const readOnly = good();
  readOnly.wrote({ ...writes, acknowledgedByTarget: 0 }, true);
  expect(verdict(readOnly).ok).toBe(false);
  const forgetful = good();
  forgetful.wrote({ ...writes, lostOnTarget: 1 }, true);
  expect(verdict(forgetful).ok).toBe(false);
});

it("holds with writes lost after complete was asked for, and not with one lost that was acknowledged before", () => {
  const late = good();
  late.wrote({ ...writes, lost: 5 }, true);
  expect(verdict(late)).toStrictEqual({ ok: true, exitCode: 0 });
  const early = good();
  early.wrote({ ...writes, lost: 5, lostBeforeComplete: 2 }, true);
  expect(verdict(early)).toStrictEqual({ ok: false, exitCode: 1 });
  const { problems, writes: told } = early.report(asked, aftermath);
  expect(problems).toStrictEqual([
    "the promoted target lacks 2 writes that the source had acknowledged before complete was asked for",
  ]);
  expect(told).toStrictEqual({ attempted: 100, acknowledged: 100, lost: 5, outageMs: 0 });
});

it("does not hold when a server turns writes away, and says what it answered", () => {
  const record = good();
  record.wrote({ ...writes, acknowledged: 90, refusals: [{ message: "MISCONF", count: 10 }] }, false);
  const report = record.report(asked, aftermath);
  expect(report.problems).toStrictEqual(['10 of 100 writes were not acknowledged: 10 times "MISCONF"']);
});

it("could not be done when something other than its outcome ended it", () => {
  const record = good();
  record.ended(new Error("the emulator was ended by SIGKILL"));
  expect(verdict(record)).toStrictEqual({ ok: false, exitCode: 2 });
});
