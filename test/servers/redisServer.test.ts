import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { startRedis } from "./redisServer.ts";

/** The state letter of a process; undefined when it is gone. */
function stateOf(pid: number): string | undefined {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, "latin1"))?.[1];
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function untilGone(pid: number): Promise<void> {
  const giveUpAt = Date.now() + 5_000;
  // A zombie has ended; only its parent's parent has not noticed yet.
  while (![undefined, "Z"].includes(stateOf(pid))) {
    if (Date.now() > giveUpAt) throw new Error(`Process ${pid} is still there.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("startRedis", () => {
  it("gives each server an address of its own, with the directives asked for", async () => {
    const [first, second] = await Promise.all([startRedis(), startRedis({ databases: 3, config: ["maxclients 77"] })]);
    expect(first.host).not.toBe(second.host);
    const client = new Redis({ host: second.host, port: second.port, protocol: 2 });
    expect(await client.config("GET", "databases")).toStrictEqual(["databases", "3"]);
    expect(await client.config("GET", "maxclients")).toStrictEqual(["maxclients", "77"]);
    client.disconnect();
    await Promise.all([first.stop(), second.stop()]);
    await Promise.all([untilGone(first.pid), untilGone(second.pid)]);
  });

  it("says what is wrong with a directive", async () => {
    await expect(startRedis({ config: ["no-such-directive 1"] })).rejects.toThrow(/did not start[^]*no-such-directive/);
  });

  it("ends the server when the signal aborts", async () => {
    const controller = new AbortController();
    const { pid } = await startRedis({ signal: controller.signal });
    controller.abort();
    await untilGone(pid);
    expect(stateOf(pid)).not.toBe("S");
  });

  it("leaves no server behind when its process is killed", async () => {
    const module = fileURLToPath(new URL("./redisServer.ts", import.meta.url));
    const script = `const { startRedis } = await import(${JSON.stringify(module)});
      console.log((await startRedis()).pid); setInterval(() => {}, 1000);`;
    // Nobody is left to remove the server's directory.
    const directory = await mkdtemp(join(tmpdir(), "killed-parent-"));
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
      env: { ...process.env, TMPDIR: directory },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = await new Promise<number>((resolve, reject) => {
      parent.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString())));
      parent.once("exit", () => reject(new Error("The parent ended before it had started a server.")));
    });
    expect(stateOf(pid)).toBeDefined();
    parent.kill("SIGKILL");
    await untilGone(pid);
    expect(["Z", undefined]).toContain(stateOf(pid));
    await rm(directory, { recursive: true });
  });
});
