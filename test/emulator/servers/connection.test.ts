// How long a command is waited for: a short while, or as long as its caller says, and never past the emulator's end.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { converse } from "../../../emulator/servers/connection.ts";
import type { Patience } from "../../../emulator/servers/connection.ts";
import { createFleet } from "../../../emulator/servers/fleet.ts";
import type { Fleet, FleetServer } from "../../../emulator/servers/fleet.ts";
import { claimLoopbackBlock } from "../../../emulator/servers/loopbackBlock.ts";
import type { LoopbackBlock } from "../../../emulator/servers/loopbackBlock.ts";

let directory: string;
let block: LoopbackBlock;
let fleet: Fleet;
let server: FleetServer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "connection-test-"));
  block = await claimLoopbackBlock();
  fleet = createFleet(block, directory, new AbortController().signal);
  server = await fleet.start({
    name: "one",
    program: "redis-server",
    port: 6379,
    directives: () => ['save ""'],
    onDeath: () => undefined,
  });
});
afterAll(async () => {
  await fleet.close();
  await block.release();
  await rm(directory, { recursive: true, force: true });
});

/** Answered after so many seconds. */
const answerAfter = (seconds: number, patience?: Patience) =>
  converse(server, (connection) => connection.call("BLPOP", "nothing", seconds), patience);
const forever = new AbortController().signal;

test("a command that takes longer than five seconds is waited for when its caller has the patience", async () => {
  const [answer, failure] = await Promise.all([
    answerAfter(6, { commandLimitMs: 60_000, signal: forever }),
    answerAfter(6).catch((error: unknown) => String(error)),
  ]);
  expect(answer).toBeNull();
  expect(failure).toBe("Error: Command timed out");
});

test("patience ends at its limit, and at once with the emulator", async () => {
  await expect(answerAfter(0, { commandLimitMs: 100, signal: forever })).rejects.toThrow("Command timed out");
  const ending = new AbortController();
  const waiting = answerAfter(0, { commandLimitMs: 600_000, signal: ending.signal });
  ending.abort(new Error("The emulator ends."));
  await expect(waiting).rejects.toThrow("The emulator ends.");
});
