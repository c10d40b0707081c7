import { expect, test } from "vitest";
import { callsOf, stack } from "../stackRuns.ts";

test("operate follows a proven completion, calls nothing that acts and asks no server", async () => {
  const { world, runs } = stack();
  for (const stage of ["prepare", "migrate", "complete"] as const) await runs.up(stage);
  const calls = callsOf(world);
  const { redis } = world.ports;
  const watched = { ...world.ports, redis: { ...redis, observe: () => Promise.reject(new Error("asked")) } };
  Object.defineProperty(world, "ports", { get: () => watched });
  expect(await runs.up("operate")).toStrictEqual({ stage: "operate", ended: "reached", phase: "done" });
  expect(callsOf(world)).toStrictEqual(calls);
});

test("operate without a recorded proof is refused, whatever AWS reports", async () => {
  const { world, runs } = stack();
  for (const stage of ["prepare", "migrate"] as const) await runs.up(stage);
  // The run in complete dies right after its call: the target is promoted, and nobody has recorded that.
  world.after(60, () => (world.killAtCall = 7));
  expect((await runs.up("complete")).ended).toBe("killed");
  world.end();
  expect((await runs.up("operate")).ended).toBe("completion-not-proven");
  // The way back that the refusal names is one that the journal takes; it calls nothing.
  const calls = callsOf(world);
  world.tell("Complete Migration successful for cache-prod");
  expect((await runs.up("complete")).ended).toBe("reached");
  expect((await runs.up("operate")).ended).toBe("reached");
  expect(callsOf(world)).toStrictEqual(calls);
});

test("operate waits for what AWS still changes", async () => {
  const { world, runs } = stack();
  for (const stage of ["prepare", "migrate", "complete"] as const) await runs.up(stage);
  world.status = "modifying";
  world.after(30, () => (world.status = "available"));
  const beganMs = world.nowMs;
  expect((await runs.up("operate")).ended).toBe("reached");
  expect(world.nowMs - beganMs).toBeGreaterThanOrEqual(30_000);
});
