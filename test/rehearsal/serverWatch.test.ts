// The watch over the servers, on answers as the emulator gives them.
import { expect, it } from "vitest";
import type { EmulatedServer } from "../../rehearsal/emulatorProcess.ts";
import { watchServers } from "../../rehearsal/serverWatch.ts";

const alive: EmulatedServer = { name: "sessions-dev-001", address: "127.9.9.1:6379", pid: 7, role: "master" };
const dead: EmulatedServer = { ...alive, pid: null, role: "dead", how: "signal SIGKILL" };
const silent: EmulatedServer = { ...alive, role: "silent" };

/** Looks until the answers are used up or the watch ends; returns what it told. */
async function watched(...answers: readonly (readonly EmulatedServer[] | Error)[]): Promise<string[]> {
  const told: string[] = [];
  const over = new AbortController();
  const left = [...answers];
  const servers = () => {
    const answer = left.shift() ?? [];
    if (left.length === 0) setImmediate(() => over.abort());
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  await watchServers({ servers, onDeath: (reason) => told.push(reason.message), lookEveryMs: 1, signal: over.signal });
  return told;
}

it("names the server that died, its address and how", async () => {
  expect(await watched([alive], [alive, dead], [alive])).toStrictEqual([
    "the server sessions-dev-001 (127.9.9.1:6379) died in the middle of the rehearsal (signal SIGKILL)",
  ]);
});

it("takes no server for dead that only does not answer", async () => {
  expect(await watched([alive], [silent], [alive], [])).toStrictEqual([]);
});

it("bears with an emulator that is busy, but not for long", async () => {
  const failure = new Error("fetch failed");
  const four = Array.from({ length: 4 }, () => failure);
  expect(await watched(...four, [alive], ...four, [alive])).toStrictEqual([]);
  expect(await watched(...four, failure, [alive])).toStrictEqual([
    "the emulator does not answer any more when it is asked for its servers",
  ]);
});

it("tells nothing once it is over", async () => {
  const over = new AbortController();
  const told: Error[] = [];
  const servers = () => {
    over.abort();
    return Promise.resolve([dead]);
  };
  await watchServers({ servers, onDeath: (reason) => told.push(reason), signal: over.signal });
  expect(told).toStrictEqual([]);
});
