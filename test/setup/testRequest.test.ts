import { expect, test } from "vitest";
import { readTestRequest } from "../../setup/testRequest.ts";

const parts = ["emulator", "engine"];
const exists = (path: string): boolean => ["emulator", "emulator/ec2", "engine", "settings.test.ts"].includes(path);
const read = (...args: string[]): ReturnType<typeof readTestRequest> => readTestRequest(args, parts, exists);

test("runs the checks and every test by default", () => {
  expect(read()).toStrictEqual({ kind: "run", checks: true, filters: [], runsTests: true, exclude: [] });
});

test("runs the checks alone when they are all that is named", () => {
  expect(read("check")).toStrictEqual({ kind: "run", checks: true, filters: [], runsTests: false, exclude: [] });
});

test("runs the named parts, and no checks unless they are named too", () => {
  const filters = ["test/emulator/", "test/emulator/ec2/", "test/settings.test.ts"];
  const names = ["emulator", "test/emulator/ec2/", "./test/settings.test.ts"];
  expect(read(...names)).toStrictEqual({ kind: "run", checks: false, filters, runsTests: true, exclude: [] });
  expect(read("check", "emulator")).toMatchObject({ checks: true, filters: ["test/emulator/"], runsTests: true });
});

test("leaves out checks and engine in the inner loop", () => {
  expect(read("--quick")).toStrictEqual({
    kind: "run",
    checks: false,
    filters: [],
    runsTests: true,
    exclude: [
      "test/engine/**",
      "test/rehearsal/**",
      "test/providers/**",
      "test/emulator/{cluster,lifetime,linkWatch,migration}*.test.ts",
      "test/{emulator,redis}/otherServers.test.ts",
      "test/commands/{doctor,watch}.test.ts",
      "test/migration/truth/**",
    ],
  });
});

test.each(["nosuch", "--bail", "../settings", "emulator/../../x"])("refuses %s, with what is allowed", (name) => {
  const request = read(name);
  expect(request).toStrictEqual({
    kind: "bad",
    message: `There is no part of the tests called "${name}". Allowed: check, emulator, engine, or a path below test/`,
  });
});

test("gives help when asked, whatever else is asked", () => {
  expect(read("nosuch", "--help")).toStrictEqual({ kind: "help" });
});
