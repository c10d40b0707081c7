// The guard that every Node process of a rehearsal loads: nothing leaves this machine, and what tried to is written down.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const guard = new URL("../../../rehearsal/sandbox/loopbackOnly.mjs", import.meta.url).href;
const attempts = new URL("attempts.mjs", import.meta.url).pathname;

describe("loopbackOnly", () => {
  let directory: string;
  let outcomes: Record<string, string>;
  let recorded: string[];
  const servers: Server[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "guard-"));
    const answer = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
    const tcp = createServer((socket) => socket.on("error", () => undefined).end(answer)).listen(0, "localhost");
    const unixPath = join(directory, "socket");
    const unix = createServer((socket) => socket.end()).listen(unixPath);
    servers.push(tcp, unix);
    await Promise.all(servers.map((server) => once(server, "listening")));
    const { port } = tcp.address() as AddressInfo;
    const record = join(directory, "attempts");
    const { stdout } = await promisify(execFile)(process.execPath, [attempts, String(port), unixPath], {
      env: { NODE_OPTIONS: `--import=${guard}`, REHEARSAL_ATTEMPTS: record },
      timeout: 50_000,
    });
    outcomes = JSON.parse(stdout) as Record<string, string>;
    recorded = (await readFile(record, "utf8")).trim().split("\n");
  });

  afterAll(async () => {
    for (const server of servers) server.close();
    await rm(directory, { recursive: true });
  });

  it("refuses every way out, and lets loopback and unix sockets through", () => {
    expect(outcomes).toStrictEqual({
      "net by address": "EPERM",
      "net by name": "EPERM",
      "net with a look-up of its own": "EPERM",
      "net by a socket": "EPERM",
      tls: "EPERM",
      http: "EPERM",
      https: "EPERM",
      http2: "EPERM",
      fetch: "EPERM",
      "fetch by name": "EPERM",
      "metadata service": "EPERM",
      "dns.lookup": "EPERM",
      "dns.lookup as promise": "EPERM",
      "dns.resolve4": "EPERM",
      "dns.resolve4 as promise": "EPERM",
      "dns.Resolver": "EPERM",
      "dns.promises.Resolver": "EPERM",
      "dns.reverse": "EPERM",
      "dgram by address": "EPERM",
      "dgram by name": "EPERM",
      "dgram connected": "EPERM",
      "loopback by net": "passed",
      "loopback by name": "passed",
      "loopback without a host": "passed",
      "loopback by fetch": "passed",
      "loopback by dgram": "passed",
      "look-up of localhost": "passed",
      "look-up of an address": "passed",
      "unix socket": "passed",
      "unix socket by its path": "passed",
    });
  });

  it("writes down each refused attempt, and nothing else", () => {
    const refused = Object.values(outcomes).filter((outcome) => outcome === "EPERM");
    expect(recorded).toHaveLength(refused.length);
    expect(recorded[0]).toMatch(/^\d+ a connection to 192\.0\.2\.1:443$/);
    expect(recorded.map((line) => line.replace(/^\d+ /, ""))).toContain("a look-up of somewhere.invalid");
  });
});
