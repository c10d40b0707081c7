import { describe, expect, it } from "vitest";
import { createWriteRecorder } from "../../../rehearsal/data/writeLog.ts";
import type { WriteRecorder } from "../../../rehearsal/data/writeLog.ts";

/** Acknowledges a write every 10 ms, from one time to another. */
function writeBetween(recorder: WriteRecorder, fromMs: number, toMs: number, server: "source" | "target"): void {
  for (let atMs = fromMs; atMs <= toMs; atMs += 10) recorder.acknowledge(recorder.attempt(), server, atMs);
}

describe("createWriteRecorder", () => {
  it("records who acknowledged each write, beyond its first capacity too", () => {
    const recorder = createWriteRecorder(0);
    for (let count = 0; count < 70_000; count++) recorder.attempt();
    recorder.acknowledge(1, "source", 1);
    recorder.acknowledge(69_999, "target", 2);
    const { states, attempted, acknowledged } = recorder.close(3);
    expect({ attempted, acknowledged, length: states.length }).toStrictEqual({
      attempted: 70_000,
      acknowledged: 2,
      length: 70_000,
    });
    expect([states[0], states[1], states[69_998], states[69_999]]).toStrictEqual([0, 1, 0, 2]);
  });

  it("keeps apart what had been acknowledged when it was marked, whatever comes later of earlier writes", () => {
    const recorder = createWriteRecorder(0);
    for (let count = 0; count < 3; count++) recorder.attempt();
    recorder.acknowledge(1, "source", 1);
    recorder.mark();
    recorder.acknowledge(0, "source", 2);
    recorder.acknowledge(recorder.attempt(), "source", 3);
    const { states, statesAtMark } = recorder.close(4);
    expect([[...states], [...statesAtMark]]).toStrictEqual([
      [1, 1, 0, 1],
      [0, 1, 0],
    ]);
    expect(createWriteRecorder(0).close(1).statesAtMark).toStrictEqual(new Uint8Array());
  });

  it("takes the longest silence around the switch, whether it began before it or after it", () => {
    const began = (beforeMs: number) => {
      const recorder = createWriteRecorder(0);
      writeBetween(recorder, 0, 30_000 - beforeMs, "source");
      recorder.switched(30_000);
      writeBetween(recorder, 30_300, 31_000, "target");
      writeBetween(recorder, 31_200, 40_000, "target");
      return recorder.close(40_000).outageMs;
    };
    expect(began(5_000)).toBe(5_300);
    expect(began(0)).toBe(300);
  });

  it("does not take a silence that ended long before the switch", () => {
    const recorder = createWriteRecorder(0);
    writeBetween(recorder, 0, 5_000, "source");
    writeBetween(recorder, 9_000, 30_000, "source");
    recorder.switched(30_000);
    writeBetween(recorder, 30_050, 31_000, "target");
    expect(recorder.close(31_000).outageMs).toBe(50);
  });

  it("counts the silence that lasts until the end, when the target never answers", () => {
    const recorder = createWriteRecorder(0);
    writeBetween(recorder, 0, 1_000, "source");
    recorder.switched(1_000);
    expect(recorder.close(26_000).outageMs).toBe(25_000);
  });

  it("takes the longest silence of the whole run when there was no switch", () => {
    const recorder = createWriteRecorder(0);
    writeBetween(recorder, 0, 5_000, "source");
    writeBetween(recorder, 9_000, 30_000, "source");
    expect(recorder.close(30_000).outageMs).toBe(4_000);
  });

  it("counts refusals by their text, in bounded memory", () => {
    const recorder = createWriteRecorder(0);
    for (let count = 0; count < 100; count++) recorder.refuse(`error ${count}`);
    recorder.refuse("error 3");
    const { refusals } = recorder.close(0);
    expect(refusals).toHaveLength(21);
    expect(refusals[3]).toStrictEqual({ message: "error 3", count: 2 });
    expect(refusals.at(-1)).toStrictEqual({ message: "other errors", count: 80 });
  });
});
