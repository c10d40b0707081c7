// What a killed CLI leaves on the stack, and how one comes out of it (docs/what-if.md): the lock, a pending creation, a group
// that the state does not know, half a state file. The tests are one history: each begins where the one before it ended.
import { cpSync, globSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { untilQuiet } from "../../rehearsal/scenarios/strike.ts";
import { pendingOperations } from "../../rehearsal/stateFile.ts";
import { groupId, startStand, testTimeoutMs, until, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: 2 * testTimeoutMs, hookTimeout: testTimeoutMs });

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});
afterAll(async () => {
  await stand.stop();
});

const pending = () =>
  (pendingOperations(stand.run.path) ?? []).map(({ type, urn }) => `${type} ${urn.split("::").at(-1)}`);

it("says by whom the stack is locked, and what frees it, and changes nothing", async () => {
  const { engine, emulator } = stand;
  await emulator.setFaults([{ action: "CreateReplicationGroup", kind: "hold", when: "after" }]);
  const up = engine.up();
  await until("the group is being created", async () => (await emulator.held()).length > 0);
  await untilQuiet(1, stand);
  expect(pending()).toStrictEqual(["creating target-group"]);
  const [pid = 0, ...others] = stand.processes("/pulumi up ");
  expect(others).toStrictEqual([]);
  process.kill(pid, "SIGKILL");
  expect(await up).toMatchObject({ ok: false });
  await emulator.letGo("drop");
  const before = await stand.changes();
  const { ok, errors } = await engine.up();
  expect(ok).toBe(false);
  expect(errors.join("\n")).toMatch(/the stack is currently locked by 1 lock\(s\)\. .*`pulumi cancel`/);
  expect(errors.join("\n")).toContain(`(pid ${pid})`);
  expect(await stand.changes()).toStrictEqual(before);
});

it("names what was interrupted, and creates no second group of a name", async () => {
  const { engine } = stand;
  await engine.cancel();
  const { ok, errors, lines } = await engine.up();
  expect(ok).toBe(false);
  expect(lines.join("\n")).toContain("with 1 pending operations from previous deployment");
  expect(lines.join("\n")).toMatch(/::target-group, interrupted while creating/);
  expect(errors.join("\n")).toContain(`ReplicationGroupAlreadyExists: Replication group ${groupId} already exists.`);
});

it("goes on with that group once it has been imported, and forgets the pending creation", async () => {
  const { engine } = stand;
  const component = (await stand.resources()).find(({ type }) => type.endsWith(":MigrationTarget"));
  await engine.importResource({
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    name: "target-group",
    id: groupId,
    parent: component?.urn ?? "",
  });
  expect(await engine.up()).toMatchObject({ ok: true, errors: [], outputs: { reached: "prepare" } });
  expect(pending()).toStrictEqual(["creating target-group"]);
  expect(await engine.refresh({ clearPendingCreates: true })).toMatchObject({ ok: true });
  expect(pending()).toStrictEqual([]);
  const again = await engine.up();
  expect(again).toMatchObject({ ok: true, errors: [] });
  expect(Object.keys(again.changes)).toStrictEqual(["same"]);
  const created = (await stand.changes()).filter((action) => action === "CreateReplicationGroup");
  expect(created).toHaveLength(2); // the one that was refused is the second
});

it("goes on from a state that was cut off: without its attributes, or from the copy beside it", async () => {
  const { engine, run } = stand;
  const [file = ""] = globSync(join(run.path, "state/.pulumi/stacks/**/dev.json"));
  const refusal = async () => (await engine.up()).errors.join("\n");

  truncateSync(`${file}.attrs`);
  expect(await refusal()).toContain("failed to load checkpoint: EOF");
  rmSync(`${file}.attrs`);
  expect(await engine.up()).toMatchObject({ ok: true, errors: [], outputs: { reached: "prepare" } });

  truncateSync(file);
  expect(await refusal()).toContain("failed to load checkpoint: ");
  cpSync(`${file}.bak`, file);
  expect(await engine.up()).toMatchObject({ ok: true, errors: [], outputs: { reached: "prepare" } });
});
