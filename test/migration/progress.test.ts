import { expect, test } from "vitest";
import { bytes, duration } from "../../migration/amounts.ts";
import { phaseOf } from "../../migration/phase.ts";
import { PortError } from "../../migration/ports.ts";
import { changeOf, Meter, Progress } from "../../migration/progress.ts";
import type { Snapshot } from "../../migration/snapshot.ts";
import { phaseWords, progressLine } from "../../migration/progressLine.ts";
import type { Observation } from "../../migration/observation.ts";
import { beganMs, journal, master, ms, plan, primaryAddress, read, replica, seen, sourceAddress } from "./samples.ts";

const memory = { history: journal("prepare", "migrate"), milestones: [] };
const phaseIn = (sight: Observation) => phaseOf(sight, memory, plan);

function behind(atSeconds: number, applied: number, produced: number): Observation {
  const shards = {
    primary: read(primaryAddress, replica({ offset: applied })),
    source: read(sourceAddress, master({ offset: produced })),
  };
  return seen({
    status: "migrating",
    atSeconds,
    ...shards,
    replicas: [read("replica:6379", replica({ offset: applied }))],
  });
}

function metered(...looks: readonly Observation[]): Snapshot {
  const meter = new Meter(plan, beganMs);
  const snapshots = looks.map((sight) => meter.look(sight, phaseIn(sight), "it to catch up", ms(600)));
  return snapshots.at(-1) ?? expect.fail("no look");
}

const catchingUp = metered(behind(0, 0, 900_000), behind(5, 100_000, 950_000), behind(10, 200_000, 1_000_000));

test("a snapshot is plain JSON in which nothing is left out: what is not known is null", () => {
  expect(JSON.parse(JSON.stringify(catchingUp))).toStrictEqual({
    at: "2026-11-20T10:00:10.000Z",
    phase: "catchingUp",
    part: "",
    detail: "",
    done: null,
    total: null,
    unit: "",
    lagBytes: 800_000,
    bytesPerSecond: 20_000,
    keysPerSecond: null,
    elapsedMs: 10_000,
    etaMs: 80_000,
    noEtaBecause: "",
    waitingFor: "it to catch up",
    waitsUntil: "2026-11-20T10:10:00.000Z",
  });
});

test("the line has the same fields in the same order, whatever is known", () => {
  expect(progressLine("cache-prod", catchingUp)).toBe(
    "cache-prod: catching up | done - | lag 800.0 kB | rate 20.0 kB/s | elapsed 10.0 s | ETA 1 min 20 s | waiting for it to catch up (until 10:10:00Z)",
  );
  const loading = seen({ status: "migrating", primary: read(primaryAddress, replica({ loading: true, keys: 4 })) });
  const load = new Meter(plan, beganMs).look(loading, phaseIn(loading), "");
  expect(progressLine("cache-prod", load)).toBe(
    "cache-prod: copying (load) | done 4 of 10 keys | lag - | rate - | elapsed 0.0 s | ETA - (too few looks yet) | waiting for -",
  );
  const idle = new Meter(plan, beganMs).look(seen(), phaseIn(seen()), "");
  const fields = (line: string) => line.split(" | ").map((field) => field.split(" ")[0]);
  expect(fields(progressLine("x", idle)).slice(1)).toStrictEqual(fields(progressLine("x", load)).slice(1));
});

test("a load is counted in keys, and a transfer whose size nobody knows by what has come", () => {
  const at = (seconds: number, keys: number) =>
    seen({ status: "migrating", atSeconds: seconds, primary: read(primaryAddress, replica({ loading: true, keys })) });
  expect(metered(at(0, 1), at(1, 2), at(2, 3))).toMatchObject({
    part: "load",
    unit: "keys",
    done: 3,
    total: 10,
    keysPerSecond: 1,
    bytesPerSecond: null,
    etaMs: 7000,
  });
  const received = { up: false, syncing: true, syncDoneBytes: 20_000 };
  const diskless = seen({ status: "migrating", primary: read(primaryAddress, replica({ offset: 0 }, received)) });
  const transfer = new Meter(plan, beganMs).look(diskless, phaseIn(diskless), "");
  expect(progressLine("cache-prod", transfer)).toContain(" | done 20.0 kB of ? | ");
});

test("a line is told when the phase, its part, its reason or what is waited for changes, and not for growing figures", () => {
  expect(changeOf({ ...catchingUp, lagBytes: 1, bytesPerSecond: 1, elapsedMs: 1, etaMs: null })).toBe(
    changeOf(catchingUp),
  );
  for (const change of [{ phase: "inSync" }, { part: "load" }, { detail: "why" }, { waitingFor: "more" }] as const) {
    expect(changeOf({ ...catchingUp, ...change })).not.toBe(changeOf(catchingUp));
  }
});

test("while nothing changes a line comes every half minute", () => {
  const lines: string[] = [];
  const clock = { nowMs: () => beganMs, sleep: () => Promise.resolve(), random: () => 0 };
  const progress = new Progress(plan, clock, (line) => lines.push(line));
  for (let seconds = 0; seconds <= 60; seconds += 5) {
    const sight = seen({ status: "migrating", atSeconds: seconds });
    progress.tell(sight, phaseIn(sight), { do: "wait", reason: "more", untilMs: ms(3600) });
  }
  expect(lines.map((line) => /elapsed [^|]*/.exec(line)?.[0].trim())).toStrictEqual([
    "elapsed 0.0 s",
    "elapsed 30.0 s",
    "elapsed 1 min 0 s",
  ]);
});

test("a silence of AWS's is told once for every reason, every half minute while it lasts, and what comes after it at once", () => {
  const lines: string[] = [];
  const clock = { nowMs: () => beganMs, sleep: () => Promise.resolve(), random: () => 0 };
  const progress = new Progress(plan, clock, (line) => lines.push(line));
  const wait = { do: "wait", reason: "more", untilMs: ms(3600) } as const;
  const look = (seconds: number) => {
    const sight = seen({ status: "migrating", atSeconds: seconds });
    progress.tell(sight, phaseIn(sight), wait);
  };
  look(0);
  for (const seconds of [5, 10, 15]) progress.tellSilence(new PortError("Throttling", true), ms(seconds), ms(600));
  for (const seconds of [20, 30, 50]) progress.tellSilence(new PortError("ECONNRESET", true), ms(seconds), ms(600));
  look(51);
  expect(lines.map((line) => line.replace(/^cache-prod: | \| .*elapsed|\| ETA [^|]*/g, ""))).toStrictEqual([
    "in sync 0.0 s | waiting for more (until 11:00:00Z)",
    "unknown (AWS does not answer: Throttling) 5.0 s | waiting for AWS to answer (until 10:10:00Z)",
    "unknown (AWS does not answer: ECONNRESET) 20.0 s | waiting for AWS to answer (until 10:10:00Z)",
    "unknown (AWS does not answer: ECONNRESET) 50.0 s | waiting for AWS to answer (until 10:10:00Z)",
    "in sync 51.0 s | waiting for more (until 11:00:00Z)",
  ]);
});

test("every phase has its words", () => {
  expect(new Set(Object.values(phaseWords)).size).toBe(12);
});

test("amounts are exact while small, and have one decimal when large", () => {
  expect([0, 9999, 10_000, 2_500_000, 3.2e9, 4e12].map(bytes)).toStrictEqual([
    "0 bytes",
    "9999 bytes",
    "10.0 kB",
    "2.5 MB",
    "3.2 GB",
    "4.0 TB",
  ]);
  expect([0, 59_940, 60_000, 3_599_000, 3_600_000, 90_000_000].map(duration)).toStrictEqual([
    "0.0 s",
    "59.9 s",
    "1 min 0 s",
    "59 min 59 s",
    "1 h 0 min",
    "25 h 0 min",
  ]);
});
