import { expect, test } from "vitest";
import type { Needs } from "../../setup/commands.mjs";
import { readRequest } from "../../setup/commands.mjs";

const noOthers = { names: [], ifLacking: "refuse" } as const;
const nothing = { servers: false, engine: false, otherServers: noOthers };
const servers = { servers: true, engine: false, otherServers: noOthers };
const everything = { servers: true, engine: true, otherServers: noOthers };

/** Tests of other server versions are skipped where there are none. */
const forTests = { otherServers: { names: ["redis-6.2", "valkey-9"], ifLacking: "goOn" } } as const;

function needsOf(...argv: string[]): Needs {
  const request = readRequest(argv);
  if (request.kind !== "run") throw new Error(`not a run: ${request.kind}`);
  return request.needs;
}

test.each([
  [["check"], nothing],
  [["emulator"], servers],
  [["doctor", "--stack", "dev"], nothing],
  [["watch", "--stack", "dev"], nothing],
  [["rehearse"], everything],
  [["rehearse", "--list", "--json"], nothing],
  [["test"], { ...everything, ...forTests }],
  [["test", "check"], nothing],
  [["test", "emulator"], { ...servers, ...forTests }],
  [["test", "check", "emulator"], { ...servers, ...forTests }],
  [["test", "engine"], { ...everything, ...forTests }],
  [["test", "emulator", "test/rehearsal/world.test.ts"], { ...everything, ...forTests }],
  [["test:quick"], servers],
])("knows what %j needs from the machine", (argv, needs) => {
  expect(needsOf(...argv)).toStrictEqual(needs);
});

test.each([
  [["--source-server", "redis-6.2"], ["redis-6.2"]],
  [["--target-server=valkey-9", "--keys", "10"], ["valkey-9"]],
  [
    ["--source-server", "valkey-9", "--target-server", "redis-6.2"],
    ["redis-6.2", "valkey-9"],
  ],
  [["--source-server", "redis-7.0", "--target-server", "redis-9"], []],
  [["--stack", "redis-6.2", "--source-server"], []],
])("a rehearsal with %j cannot do without %j", (args, names) => {
  expect(needsOf("rehearse", ...args)).toStrictEqual({ ...everything, otherServers: { names, ifLacking: "refuse" } });
});

test.each([["rehearse"], ["emulator"], ["test"]])("needs no engine and no server for the help of %s", (name) => {
  expect(needsOf(name, "--help")).toStrictEqual(nothing);
  expect(needsOf(name, "--", "--help")).toStrictEqual(nothing);
});

test("hands arguments through to the command", () => {
  expect(readRequest(["emulator", "--port", "0"])).toStrictEqual({
    kind: "run",
    name: "emulator",
    entry: "emulator/main.ts",
    args: ["--port", "0"],
    needs: servers,
  });
});

test.each([
  [
    ["doctor", "--", "--stack", "dev"],
    ["--stack", "dev"],
  ],
  [
    ["doctor", "--", "--", "dev"],
    ["--", "dev"],
  ],
  [
    ["doctor", "--stack", "--"],
    ["--stack", "--"],
  ],
])("takes one -- off the beginning of the arguments of %j, as npm does", (argv, args) => {
  expect(readRequest(argv)).toMatchObject({ kind: "run", args });
});

test("takes test:quick as the tests with a flag", () => {
  expect(readRequest(["test:quick", "emulator"])).toMatchObject({
    entry: "setup/test.ts",
    args: ["--quick", "emulator"],
  });
});

test.each(["bench", "flip-check"])("says that %s is not there yet", (name) => {
  expect(readRequest([name, "--stack", "dev"])).toStrictEqual({ kind: "notYet", name });
});

test("knows no other command", () => {
  expect(readRequest(["toString"])).toStrictEqual({ kind: "unknown", found: "toString" });
  expect(readRequest([])).toStrictEqual({ kind: "unknown", found: undefined });
});
