// The verdict: what makes a rehearsal hold, one fact at a time.
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { RunRecord, type Aftermath } from "../../rehearsal/record.ts";
import { nothingCompared } from "../../rehearsal/report.ts";
import { readStackFile } from "../../rehearsal/stackFile.ts";
import { noWrites } from "../../rehearsal/traffic.ts";

const stack = readStackFile(resolve(import.meta.dirname, "../.."), "dev");
const asked = { stack, keys: 10, seed: 1, stages: ["prepare", "migrate"] } as const;
const aftermath: Aftermath = { scale: {}, log: [], refusedConnections: [], left: [], endedByForce: [], isKept: false };
const writes = { ...noWrites, attempted: 100, acknowledged: 100, acknowledgedByTarget: 40 };

/** A record in which everything went well. */
function good(): RunRecord {
  const record = new RunRecord();
  for (const stage of asked.stages) record.stages.push({ stage, ok: true, seconds: 1, changes: {} });
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
