// A run's state as its file backend keeps it, in files of the test's own making; that the backend makes such files the
// engine tests show.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isLocked, pendingOperations, stateStamp } from "../../rehearsal/stateFile.ts";

let run: string;
beforeEach(() => (run = mkdtempSync(join(tmpdir(), "state-"))));
afterEach(() => rmSync(run, { recursive: true }));

function write(path: string, text: string): void {
  const file = join(run, "state/.pulumi", path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
}

const stack = (latest: object) =>
  write("stacks/project/dev.json", JSON.stringify({ version: 3, checkpoint: { latest } }));

it("tells operations that are pending", () => {
  const urn = "urn:pulumi:dev::project::aws:elasticache/replicationGroup:ReplicationGroup::target-group";
  stack({
    pending_operations: [
      { type: "creating", resource: { urn, id: "" } },
      { type: "updating", resource: { urn: "urn:other" } },
    ],
  });
  expect(pendingOperations(run)).toStrictEqual([
    { type: "creating", urn },
    { type: "updating", urn: "urn:other" },
  ]);
});

it("tells of none where none is pending", () => {
  stack({});
  expect(pendingOperations(run)).toStrictEqual([]);
});

it("knows nothing before there is a state, and while it is being written", () => {
  expect(pendingOperations(run)).toBeUndefined();
  write("stacks/project/dev.json", '{"version":3,"checkp');
  expect(pendingOperations(run)).toBeUndefined();
  write("stacks/project/dev.json", "");
  expect(pendingOperations(run)).toBeUndefined();
});

it("reads the newest state, not the one before it", () => {
  write("stacks/project/dev.json.bak", JSON.stringify({ checkpoint: { latest: { pending_operations: [{}] } } }));
  stack({});
  expect(pendingOperations(run)).toStrictEqual([]);
});

it("is locked by a lock's own file alone", () => {
  expect(isLocked(run)).toBe(false);
  write("locks/organization/project/dev/1.json.attrs", "");
  expect(isLocked(run)).toBe(false);
  write("locks/organization/project/dev/1.json", "{}");
  expect(isLocked(run)).toBe(true);
});

it("looks another way after a write, and like nothing while a file of it is empty", () => {
  stack({});
  const before = stateStamp(run);
  expect(before).toBeDefined();
  expect(stateStamp(run)).toBe(before);
  write("stacks/project/dev.json.attrs", "");
  expect(stateStamp(run)).toBeUndefined();
  write("stacks/project/dev.json.attrs", "{}");
  expect([before, undefined]).not.toContain(stateStamp(run));
});
