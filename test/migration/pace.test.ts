import { expect, test } from "vitest";
import { etaOf } from "../../migration/eta.ts";
import { Paces, type Pace } from "../../migration/pace.ts";
import { phaseOf } from "../../migration/phase.ts";
import type { Observation, ServerInfo, ServerReading } from "../../migration/observation.ts";
import {
  journal,
  master,
  ms,
  plan,
  primaryAddress,
  read,
  replica,
  replicaAddress,
  seen,
  sourceAddress,
} from "./samples.ts";

const memory = { history: journal("prepare", "migrate"), milestones: [] };

/** What is seen at that second. */
function look(atSeconds: number, primary: ServerInfo, source: ServerInfo = master()): Observation {
  const replicas: ServerReading[] = [read(replicaAddress, replica({ offset: primary.offset }))];
  const sight = seen({
    status: "migrating",
    primary: read(primaryAddress, primary),
    source: read(sourceAddress, source),
    replicas,
  });
  return { ...sight, atMs: ms(atSeconds) };
}

function told(...looks: readonly Observation[]) {
  const paces = new Paces();
  let last: readonly Pace[] = [];
  for (const one of looks) last = paces.see(one, plan);
  const newest = looks.at(-1) ?? seen();
  return { pace: last[0], eta: etaOf(phaseOf(newest, memory, plan), last, plan) };
}

const receiving = (done: number, total?: number) =>
  replica({ offset: 0 }, { up: false, syncing: true, syncDoneBytes: done, syncTotalBytes: total });
const behind = (atSeconds: number, applied: number, produced: number) =>
  look(atSeconds, replica({ offset: applied }), master({ offset: produced }));

test("a transfer ends when what is left has come at the rate of the window", () => {
  const { pace, eta } = told(
    look(0, receiving(0, 1000)),
    look(5, receiving(100, 1000)),
    look(10, receiving(200, 1000)),
  );
  expect(pace).toMatchObject({ part: "transfer", done: 200, left: 800, donePerSecond: 20, leftPerSecond: -20 });
  expect(eta).toStrictEqual({ kind: "known", ms: 40_000 });
});

test("two looks are no rate: they may be anything", () => {
  const { pace, eta } = told(look(0, receiving(0, 1000)), look(5, receiving(100, 1000)));
  expect(pace).toMatchObject({ donePerSecond: undefined, leftPerSecond: undefined });
  expect(eta).toStrictEqual({ kind: "unknown", because: "too few looks yet" });
});

test("one look that stands out does not make the rate", () => {
  const looks = [0, 100, 200, 300, 390].map((done, index) => look(5 * index, receiving(done, 1000)));
  expect(told(...looks).pace?.donePerSecond).toBeCloseTo(19.6, 5);
});

test("a transfer whose size nobody knows has a rate and no end", () => {
  const { pace, eta } = told(look(0, receiving(1)), look(5, receiving(51)), look(10, receiving(101)));
  expect(pace).toMatchObject({ donePerSecond: 10, left: undefined });
  expect(eta).toStrictEqual({ kind: "unknown", because: "the servers do not tell how large the transfer is" });
});

test("before 6.2 only what is left is told, and that is enough for an end", () => {
  const left = (bytes: number) => replica({ offset: 0 }, { up: false, syncing: true, syncLeftBytes: bytes });
  const { pace, eta } = told(look(0, left(1000)), look(5, left(900)), look(10, left(800)));
  expect(pace).toMatchObject({ done: undefined, left: 800, leftPerSecond: -20 });
  expect(eta).toStrictEqual({ kind: "known", ms: 40_000 });
});

test("a transfer that begins again begins the window again", () => {
  const looks = [500, 600, 700].map((done, index) => look(5 * index, receiving(done, 1000)));
  const { eta } = told(...looks, look(15, receiving(20, 1000)), look(20, receiving(120, 1000)));
  expect(eta).toStrictEqual({ kind: "unknown", because: "too few looks yet" });
});

test("looks that are older than a minute say nothing any more", () => {
  const { pace } = told(look(0, receiving(0, 1000)), look(61, receiving(10, 1000)), look(66, receiving(20, 1000)));
  expect(pace?.donePerSecond).toBeUndefined();
});

test("a catch-up ends when the lag has shrunk at what is applied less what is written", () => {
  const { pace, eta } = told(behind(0, 0, 100_000), behind(5, 10_000, 105_000), behind(10, 20_000, 110_000));
  expect(pace).toMatchObject({ part: "catchUp", left: 90_000, donePerSecond: 2000, leftPerSecond: -1000 });
  expect(eta).toStrictEqual({ kind: "known", ms: 90_000 });
});

test("a source that writes faster than the target applies has no end, and that is said", () => {
  const { eta } = told(behind(0, 0, 100_000), behind(5, 1000, 105_000), behind(10, 2000, 110_000));
  expect(eta).toStrictEqual({ kind: "unknown", because: "the source writes faster than the target applies" });
  const level = told(behind(0, 0, 5000), behind(5, 1000, 6000), behind(10, 2000, 7000));
  expect(level.eta).toStrictEqual({ kind: "unknown", because: "the source writes faster than the target applies" });
});

test("while a replica of ElastiCache's is being filled, lag tells no end", () => {
  const filling = { ...behind(10, 5000, 5000) };
  const shards = filling.shards.map((shard) => ({
    ...shard,
    replicas: [read(replicaAddress, replica({}, { up: false }))],
  }));
  const { eta } = told(behind(0, 5000, 5000), behind(5, 5000, 5000), { ...filling, shards });
  expect(eta).toStrictEqual({ kind: "unknown", because: "it is not lag that is waited for" });
});

test("of two shards the one that takes longer decides, and one without an end leaves all without", () => {
  const pace = (shard: string, left: number, leftPerSecond: number): Pace => ({
    shard,
    part: "catchUp",
    done: 0,
    left,
    donePerSecond: 1,
    leftPerSecond,
  });
  const phase = { phase: "catchingUp", lagBytes: 9000, waitingFor: "both" } as const;
  const eta = (...paces: Pace[]) => etaOf(phase, paces, plan);
  expect(eta(pace("0001", 9000, -9000), pace("0002", 2000, -100))).toStrictEqual({ kind: "known", ms: 20_000 });
  expect(eta(pace("0001", 9000, -9000), pace("0002", 2000, 0))).toMatchObject({ kind: "unknown" });
});

test("a copy that stands still has no end", () => {
  const { eta } = told(...[0, 5, 10].map((at) => look(at, receiving(100, 1000))));
  expect(eta).toStrictEqual({ kind: "unknown", because: "the transfer does not advance" });
});
