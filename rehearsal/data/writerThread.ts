// The writer's own thread: what the main thread does never delays a write or its time.
import { parentPort, workerData } from "node:worker_threads";
import { openWriteLane } from "./writeLane.ts";
import { createWriteRecorder } from "./writeLog.ts";
import { ownerOfKey } from "./shards.ts";
import { plannedWrite } from "./writes.ts";
import type { Address } from "./connection.ts";
import type { SequencedWrite, WriteLane } from "./writeLane.ts";
import type { WriteLog, WriteServer } from "./writeLog.ts";
import type { WritePlan } from "./writes.ts";

export interface WriterSettings {
  /** Of the shards, and the slots that each owns. */
  readonly addresses: readonly Address[];
  readonly slots: readonly string[];
  readonly plan: WritePlan;
  readonly ratePerSecond: number;
  readonly replyLimitMs: number;
  /** Without an acknowledged write within this time, the start has failed. */
  readonly startLimitMs: number;
  /** Attempted and acknowledged so far, for whoever watches. */
  readonly counters: Int32Array<SharedArrayBuffer>;
}

export type WriterRequest =
  | { readonly kind: "moveTo"; readonly addresses: readonly Address[] }
  | { readonly kind: "mark" }
  | { readonly kind: "stop" };
export type WriterReport =
  | { readonly kind: "started" }
  | { readonly kind: "notStarted"; readonly why: string }
  | { readonly kind: "moved" }
  | { readonly kind: "marked" }
  | { readonly kind: "stopped"; readonly log: WriteLog };

const tickMs = 4;
/** A thread that did not run for longer does not make up for it with a burst. */
const longestCatchUpMs = 100;

const port = parentPort;
if (port === null) throw new Error("writerThread.ts runs as a worker thread only.");
const settings = workerData as WriterSettings;
const { plan, ratePerSecond, replyLimitMs, counters } = settings;
const startedAtMs = performance.now();
const recorder = createWriteRecorder(startedAtMs);
const report = (message: WriterReport) => port.postMessage(message);

/** By place: a shard of the list, and a database of it. */
type Lanes = ReadonlyMap<string, WriteLane>;
const placeOf = (shard: number, database: number) => `${shard} ${database}`;
const ownerOf = ownerOfKey(settings.slots);
let started = false;
let lastRefusal = "no connection";
let holdUntilMs = 0;
let lanes = openLanes(settings.addresses, "source");
/** Those of the server that was left, as long as replies of it may still come. */
let left: Lanes = new Map();
let stopRequested = false;
let lastTickMs = startedAtMs;
let due = 0;

port.on("message", (request: WriterRequest) => {
  switch (request.kind) {
    case "moveTo":
      left = lanes;
      lanes = openLanes(request.addresses, "target");
      recorder.switched(performance.now());
      report({ kind: "moved" });
      return;
    case "mark":
      recorder.mark();
      report({ kind: "marked" });
      return;
    case "stop":
      stopRequested = true;
      return;
  }
});
setTimeout(tick, tickMs);

function openLanes(addresses: readonly Address[], server: WriteServer): Lanes {
  // As a client does that queues while it connects; one that cannot connect fails its writes after this.
  holdUntilMs = performance.now() + replyLimitMs;
  const onAcknowledged = (sequence: number) => {
    recorder.acknowledge(sequence, server, performance.now());
    if (started) return;
    started = true;
    report({ kind: "started" });
  };
  const onRefused = (message: string) => {
    lastRefusal = message;
    recorder.refuse(`${server}: ${message}`);
  };
  const open = (address: Address, database: number) =>
    openWriteLane({ address, database, replyLimitMs, onAcknowledged, onRefused });
  return new Map(
    addresses.flatMap((address, shard) =>
      plan.databases.map((database) => [placeOf(shard, database), open(address, database)]),
    ),
  );
}

function tick(): void {
  const nowMs = performance.now();
  for (const lane of [...lanes.values(), ...left.values()]) lane.expire(nowMs);
  if (inFlight(left) === 0) left = closed(left);
  if (!started && nowMs - startedAtMs > settings.startLimitMs) {
    report({ kind: "notStarted", why: lastRefusal });
    finish(nowMs);
    return;
  }
  if (stopRequested) {
    // Replies that are on their way still count; `expire` bounds the wait for them.
    if (inFlight(lanes) + inFlight(left) === 0) {
      finish(nowMs);
      return;
    }
  } else {
    write(nowMs);
  }
  Atomics.store(counters, 0, recorder.attempted);
  Atomics.store(counters, 1, recorder.acknowledged);
  setTimeout(tick, tickMs);
}

function write(nowMs: number): void {
  const connected = [...lanes.values()].every((lane) => lane.usable);
  if (connected) holdUntilMs = 0;
  if (nowMs < holdUntilMs) {
    lastTickMs = nowMs;
    return;
  }
  due += (Math.min(nowMs - lastTickMs, longestCatchUpMs) * ratePerSecond) / 1000;
  lastTickMs = nowMs;
  const perLane = new Map<string, SequencedWrite[]>([...lanes.keys()].map((place) => [place, []]));
  for (; due >= 1; due--) {
    const sequence = recorder.attempt();
    const { database, command } = plannedWrite(plan, sequence);
    perLane.get(placeOf(ownerOf(command[1] ?? ""), database))?.push({ sequence, command });
  }
  for (const [place, writes] of perLane) lanes.get(place)?.send(writes, nowMs);
}

function finish(nowMs: number): void {
  closed(lanes);
  closed(left);
  report({ kind: "stopped", log: recorder.close(nowMs) });
  // With its port closed and no connection left, the thread ends by itself.
  port?.close();
}

function inFlight(some: Lanes): number {
  return [...some.values()].reduce((sum, lane) => sum + lane.inFlight, 0);
}

function closed(some: Lanes): Lanes {
  for (const lane of some.values()) lane.close();
  return new Map();
}
