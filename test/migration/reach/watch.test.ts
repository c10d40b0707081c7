// "In sync for a while" rests on looks that follow each other: a gap between two of them is no observation.
import { expect, test } from "vitest";
import { limits } from "../../../migration/limits.ts";
import type { ScriptedWorld } from "../scriptedWorld.ts";
import { inSync } from "../stackRuns.ts";

/** The first look after `seconds` comes with a clock that has moved by so much more. */
function clockMoves(world: ScriptedWorld, seconds: number, byMs: number): void {
  const { ports } = world;
  const fromMs = world.nowMs + seconds * 1000;
  let moved = false;
  const events = (signal: AbortSignal) => {
    if (!moved && world.nowMs >= fromMs) {
      moved = true;
      world.nowMs += byMs;
    }
    return ports.elastiCache.events(signal);
  };
  Object.defineProperty(world, "ports", { value: { ...ports, elastiCache: { ...ports.elastiCache, events } } });
}

/** Seconds by the world's clock from the beginning of `complete` to CompleteMigration. */
async function askedAfter(seconds: number, byMs: number): Promise<number> {
  const { world, runs } = await inSync();
  const beganMs = world.nowMs;
  clockMoves(world, seconds, byMs);
  expect((await runs.up("complete")).ended).toBe("reached");
  const asked = world.calls.find((one) => one.call === "complete");
  return ((asked?.atMs ?? NaN) - beganMs) / 1000;
}

test("a gap longer than a poll and a look begins the watch anew", async () => {
  expect(await askedAfter(20, limits.lookTakesMs + 1)).toBe(20 + 30.001 + 60);
});

test("a slow look is no gap", async () => {
  expect(await askedAfter(20, limits.lookTakesMs - 1_000)).toBe(64);
});

test("a clock that goes back begins the watch anew", async () => {
  expect(await askedAfter(20, -15_000)).toBe(20 - 15 + 60);
});

test("a gap after which the target is not in sync any more is refused as that", async () => {
  const { world, runs } = await inSync();
  clockMoves(world, 20, 300_000);
  world.after(18, () => (world.link = "behind"));
  expect((await runs.up("complete")).ended).toBe("not-in-sync");
});
