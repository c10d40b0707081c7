import { expect, test } from "vitest";
import { processesAbove } from "../../setup/npmAbove.mjs";
import type { ProcessFacts } from "../../setup/processes.mjs";
import { parseStat } from "../../setup/processes.mjs";

interface Shown {
  readonly name: string;
  readonly parentPid: number;
  readonly commandLine: string;
}

function above(
  table: Record<number, Shown>,
  env: Record<string, string> = { npm_lifecycle_event: "rehearse" },
): number[] {
  const read = (pid: number): ProcessFacts | undefined => {
    const shown = table[pid];
    if (shown === undefined) return undefined;
    return { pid, parentPid: shown.parentPid, name: shown.name, startedAtTicks: 1, groupId: 1, terminalGroupId: -1 };
  };
  const found = processesAbove(env, 30, read, (pid) => table[pid]?.commandLine ?? "");
  return found.map(({ pid }) => pid);
}

const npm = { name: "npm run rehearse", parentPid: 10, commandLine: "npm run rehearse" };
const shell = { name: "sh", parentPid: 20, commandLine: "sh -c node setup/run.mjs rehearse" };

test("watches the shell that npm starts, and npm", () => {
  expect(above({ 30: shell, 20: npm })).toStrictEqual([30, 20]);
});

test("watches npm alone where the shell made way for the command", () => {
  expect(above({ 30: npm })).toStrictEqual([30]);
});

test.each([
  "node /usr/bin/npm test",
  "/usr/bin/node /usr/lib/node_modules/npm/bin/npm-cli.js test",
  "node /opt/pnpm.cjs test",
])("recognises %s", (commandLine) => {
  expect(above({ 30: { ...npm, commandLine } })).toStrictEqual([30]);
});

test("watches nobody when no npm is above", () => {
  expect(above({ 30: { name: "bash", parentPid: 1, commandLine: "-bash" } }, {})).toStrictEqual([]);
});

test("watches nobody in a process that only inherited npm's environment", () => {
  expect(above({ 30: { name: "node", parentPid: 20, commandLine: "node (vitest 1)" }, 20: npm })).toStrictEqual([]);
  expect(
    above({ 30: { name: "bash", parentPid: 20, commandLine: "bash" }, 20: { ...npm, commandLine: "sshd: me" } }),
  ).toStrictEqual([]);
});

test("reads a process whose name holds spaces and parentheses", () => {
  const fields = "S 20 40 40 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 11 0 987654 1 1";
  expect(parseStat(`30 (npm run (x) y) ${fields}`)).toStrictEqual({
    pid: 30,
    name: "npm run (x) y",
    parentPid: 20,
    groupId: 40,
    terminalGroupId: -1,
    startedAtTicks: 987654,
  });
});
