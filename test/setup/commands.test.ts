import { expect, test } from "vitest";
import type { Needs } from "../../setup/commands.mjs";
import { readRequest } from "../../setup/commands.mjs";

const nothing = { servers: false, engine: false };
const servers = { servers: true, engine: false };
const everything = { servers: true, engine: true };

function needsOf(...argv: string[]): Needs {
  const request = readRequest(argv);
  if (request.kind !== "run") throw new Error(`not a run: ${request.kind}`);
  return request.needs;
}

test.each([
  [["check"], nothing],
  [["emulator"], servers],
  [["rehearse"], everything],
  [["rehearse", "--list", "--json"], nothing],
  [["test"], everything],
  [["test", "check"], nothing],
  [["test", "emulator"], servers],
  [["test", "check", "emulator"], servers],
  [["test", "engine"], everything],
  [["test", "emulator", "test/rehearsal/world.test.ts"], everything],
  [["test:quick"], servers],
])("knows what %j needs from the machine", (argv, needs) => {
  expect(needsOf(...argv)).toStrictEqual(needs);
});

test.each([["rehearse"], ["emulator"], ["test"]])("needs no engine and no server for the help of %s", (name) => {
  expect(needsOf(name, "--help")).toStrictEqual(nothing);
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

test("takes test:quick as the tests with a flag", () => {
  expect(readRequest(["test:quick", "emulator"])).toMatchObject({
    entry: "setup/test.ts",
    args: ["--quick", "emulator"],
  });
});

test.each(["doctor", "watch", "bench"])("says that %s is not there yet", (name) => {
  expect(readRequest([name, "--stack", "dev"])).toStrictEqual({ kind: "notYet", name });
});

test("knows no other command", () => {
  expect(readRequest(["toString"])).toStrictEqual({ kind: "unknown", found: "toString" });
  expect(readRequest([])).toStrictEqual({ kind: "unknown", found: undefined });
});
