// A stack config and an environment full of real-looking identities, secrets and endpoints, under the real engine: none
// of it reaches a process of the rehearsal, and a process that tries to leave this machine fails the rehearsal.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { processesOf } from "../../rehearsal/processes.ts";
import { startRehearsal, type Rehearsal } from "../../rehearsal/rehearsal.ts";
import { parseStackFile } from "../../rehearsal/stackFile.ts";
import { hostileEnvironment } from "../rehearsal/sandbox/hostileEnvironment.ts";
import { forbidden, hostileStack } from "../rehearsal/sandbox/hostileStack.ts";
import { startRun } from "./runs.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A program that wants to reach an address that is kept free for examples. */
const leaving = [
  "--eval",
  'require("net").connect(443, "192.0.2.1").on("error", (error) => console.log(error.message))',
];
const run = promisify(execFile);

describe("a careless stack", () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    for (const [name, value] of Object.entries(hostileEnvironment)) vi.stubEnv(name, value);
    // The hostile NODE_OPTIONS and its like are for whatever the rehearsal starts, not for this process.
    const stack = parseStackFile("prod", hostileStack.replace("stage: complete", "stage: prepare"));
    rehearsal = await startRehearsal({ stack });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rehearsal.end();
  });

  it("is prepared without an identity, a secret or an endpoint of its own in any process, and without an attempt to leave", async () => {
    const seen = new Map<number, string>();
    const look = setInterval(() => {
      for (const { pid, command } of processesOf(rehearsal.run)) {
        // The wrapper is the caller's last process: it is what empties the environment.
        if (/^\S*(sh|setpriv|env) /.test(command)) continue;
        seen.set(pid, `${command}\n${contents(`/proc/${pid}/environ`).replaceAll("\0", "\n")}`);
      }
    }, 20);
    const { ok, errors } = await rehearsal.engine.up().finally(() => {
      clearInterval(look);
    });
    expect({ ok, errors }).toStrictEqual({ ok: true, errors: [] });
    const all = [...seen.values()];
    const ofKind = (kind: string) => all.filter((text) => text.includes(kind));
    for (const kind of ["cmd/run", "dynamic-provider", "pulumi-resource-aws", "emulator/main.ts"]) {
      expect(ofKind(kind), kind).not.toStrictEqual([]);
      expect(ofKind(kind).filter((text) => !text.includes("/loopbackOnly.mjs"))).toStrictEqual([]);
    }
    for (const kind of ["/pulumi up ", "redis-server"]) expect(ofKind(kind), kind).not.toStrictEqual([]);
    const words = [...forbidden, "hostile", "12345"];
    expect(words.filter((word) => all.some((text) => text.includes(word)))).toStrictEqual([]);
    expect(rehearsal.refusedConnections()).toStrictEqual([]);
  });

  it("has none of it in the generated stack config or in the state", async () => {
    const file = readFileSync(join(rehearsal.run.path, "Pulumi.prod.yaml"), "utf8");
    const state = JSON.stringify(await rehearsal.engine.exportStack());
    expect(state).toContain("sessions-prod");
    expect(forbidden.filter((word) => file.includes(word) || state.includes(word))).toStrictEqual([]);
    expect(file).toContain("encryptionsalt: v1:"); // one of its own
  });

  it("has every attempt of a process to leave refused and written down", async () => {
    const { environment } = rehearsal;
    const { stdout } = await run(process.execPath, leaving, { env: environment, timeout: 20_000 });
    expect(stdout).toBe(
      "the rehearsal's sandbox refuses a connection to 192.0.2.1:443: only loopback is reached from here\n",
    );
    expect(rehearsal.refusedConnections()).toStrictEqual([
      expect.stringMatching(/^\d+ a connection to 192\.0\.2\.1:443$/) as string,
    ]);
  });
});

describe("a rehearsal by command", () => {
  it("does not hold when one of its processes tries to leave this machine", async () => {
    const started = startRun(["--keys", "200", "--write-rate", "100", "--until", "prepare"]);
    const { pid } = await started.process(/dynamic-provider/);
    const environment = contents(`/proc/${pid}/environ`)
      .split("\0")
      .map((entry) => entry.split(/=(.*)/s, 2));
    await run(process.execPath, leaving, {
      env: Object.fromEntries(environment) as NodeJS.ProcessEnv,
      timeout: 20_000,
    });
    expect(await started.ended).toBe(1);
    expect(started.stdout()).toContain("The rehearsal did NOT hold");
    expect(started.stdout()).toMatch(/problem: the sandbox refused \d+ a connection to 192\.0\.2\.1:443/);
    await started.gone();
  });
});

function contents(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it has ended meanwhile
  }
}
