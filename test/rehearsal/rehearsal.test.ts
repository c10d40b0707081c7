// What keeps a rehearsal from starting, and that nothing of it is left then.
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addressOf, projectRoot, startRehearsal, type RehearsalArgs } from "../../rehearsal/rehearsal.ts";
import { RehearsalError } from "../../rehearsal/failure.ts";
import { parseStackFile } from "../../rehearsal/stackFile.ts";
import { hostileStack } from "./sandbox/hostileStack.ts";

const ownRuns = () =>
  readdirSync(join(projectRoot, ".cache/rehearsals")).filter((id) => id.startsWith(`run-${process.pid}-`));

/** Starts it, and expects to be refused. */
async function refusal(args: Partial<RehearsalArgs>, config = hostileStack): Promise<string> {
  const stack = parseStackFile("prod", config);
  const started = startRehearsal({ stack, pulumiDirectory: join(projectRoot, ".cache/bin"), ...args });
  const error: unknown = await started.then(
    (rehearsal) => rehearsal.end(),
    (why: unknown) => why,
  );
  expect(ownRuns()).toStrictEqual([]);
  if (!(error instanceof RehearsalError)) throw new Error(`not refused, but: ${String(error)}`);
  expect(error.exitCode).toBe(2);
  return error.message;
}

describe("startRehearsal", () => {
  it("names the server, the address and the port when somebody else listens on every address", async () => {
    // On all addresses, as a container's published port does: the loopback addresses of the world are among them.
    const other = createServer((socket) => socket.destroy()).listen(0, "0.0.0.0");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    try {
      const message = await refusal(
        {},
        hostileStack.replace("endpoint: 10.0.0.241:6379", `endpoint: 10.0.0.241:${port}`),
      );
      expect(message).toMatch(
        new RegExp(`the emulator did not start: .*127\\.\\d+\\.\\d+\\.\\d+:${port}\\) ended at once`),
      );
      expect(message).toContain("Address already in use");
    } finally {
      other.close();
    }
  });

  it("names a server program that cannot be run", async () => {
    expect(await refusal({ sourceProgram: "/nowhere/redis-server" })).toContain("/nowhere/redis-server");
  });

  it("says where it looked for the Pulumi CLI", async () => {
    expect(await refusal({ pulumiDirectory: "/nowhere" })).toContain("no Pulumi CLI in /nowhere");
  });

  it("is not begun once it has been interrupted", async () => {
    const signal = AbortSignal.abort(new RehearsalError("interrupted by SIGINT"));
    expect(await refusal({ signal })).toBe("interrupted by SIGINT");
  });
});

describe("addressOf", () => {
  it("splits an address on this machine", () => {
    expect(addressOf("127.20.30.1:6379")).toStrictEqual({ host: "127.20.30.1", port: 6379 });
  });

  it.each(["10.0.0.241:6379", "cache.amazonaws.com:6379", "127.0.0.1.example:6379", ""])("refuses %j", (text) => {
    expect(() => addressOf(text)).toThrow(`the address "${text}" is not on this machine`);
  });
});
