// The fault matrix under the real engine: one migration, each test begins where the one before it ended.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { engineFaults, type FaultWorld } from "./faultRows.ts";
import { groupId, startStand, testTimeoutMs, until, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: testTimeoutMs, hookTimeout: testTimeoutMs });

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
  // Long enough to be heard on a busy machine, and for something to go wrong in it; most rows end long before.
  stand.engine.setConfig("migration.inSyncForSeconds", 15);
  await (await stand.redis(stand.source)).set("greeting", "hello");
});
afterAll(async () => {
  await stand.stop();
});

function worldOf(): FaultWorld {
  const before = stand.said().length;
  return {
    stand,
    pidOf: async (server) => {
      const pid = (await stand.emulator.servers()).find(({ name }) => name === server)?.pid ?? null;
      if (pid === null) throw new Error(`no server ${server} runs`);
      return pid;
    },
    addFaults: async (list) => {
      const body = JSON.stringify(list);
      const answer = await fetch(`${stand.emulator.endpoint}/_emulator/faults`, { method: "POST", body });
      if (!answer.ok) throw new Error(await answer.text());
    },
    untilHeld: (action) =>
      until(`${action} is held`, async () => (await stand.emulator.held()).some((call) => call.action === action)),
    untilSaid: (text) => until(`"${text}" is said`, () => stand.said().slice(before).includes(text)),
  };
}

it.each(engineFaults)("$name", async ({ stage, deadlineMinutes = 2, before, midway, ends, says, acts, mend }) => {
  const { engine, emulator } = stand;
  engine.setConfig("stage", stage);
  engine.setConfig("migration.deadlineMinutes", deadlineMinutes);
  const actsBefore = await stand.acts();
  const saidBefore = stand.said().length;
  const world = worldOf();
  await before?.(world);
  try {
    const [{ ok, errors }] = await Promise.all([engine.up(), midway?.(world)]);
    const words = ends === "done" ? stand.said().slice(saidBefore) : errors.join("\n");
    if (ends === "done") expect(errors).toStrictEqual([]);
    else expect(words).toContain(`(${ends}, see docs/errors.md#${ends})`);
    expect(ok).toBe(ends === "done");
    for (const part of says) expect(words).toContain(part);
    expect((await stand.acts()).slice(actsBefore.length)).toStrictEqual(acts);
  } finally {
    await emulator.setFaults([]);
    await mend?.(world);
  }
});

it("is ended by an abort when the way to the source is gone, with one start and no forced completion before it", async () => {
  const { engine } = stand;
  const { attempt } = (await stand.entry("OnlineMigration")).outputs;
  engine.setConfig("stage", "abort");
  // A completion was asked for before, which the operator has to mean.
  engine.setConfig("migration.forceAbort", `${groupId}#${String(attempt)}`);
  const { errors, outputs } = await engine.up();
  expect([errors, outputs]).toMatchObject([[], { reached: "abort", phase: "aborted" }]);
  const acts = await stand.acts();
  expect(acts.filter((act) => act === "StartMigration ok")).toHaveLength(1);
  expect(acts.filter((act) => act.includes("!"))).toStrictEqual(["CompleteMigration! ok"]);
  expect(acts.at(-1)).toBe("CompleteMigration! ok");
});
