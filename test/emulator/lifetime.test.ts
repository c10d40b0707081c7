// No server outlives its emulator, and two emulators never meet.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "./subject.ts";

const main = new URL("../../emulator/main.ts", import.meta.url).pathname;
const world = {
  vpcs: [{ id: "vpc-1", cidrs: ["10.0.0.0/16"] }],
  subnets: [{ id: "subnet-1", vpcId: "vpc-1", cidr: "10.0.0.0/24", availabilityZone: "us-east-1a" }],
  instances: [{ id: "i-1", privateIp: "10.0.0.241", subnetId: "subnet-1", server: {} }],
};

let directory: string;
let children: ChildProcess[];
let serverPids: number[];
beforeEach(async () => {
  children = [];
  serverPids = [];
  directory = await mkdtemp(join(tmpdir(), "emulator-test-"));
  await writeFile(join(directory, "world.json"), JSON.stringify(world));
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  // A test that has found a server left over must not leave it over itself.
  for (const pid of serverPids) if (!(await isGone(pid))) process.kill(pid, "SIGKILL");
  await rm(directory, { recursive: true, force: true });
});

function run(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const exit = once(child, "exit").then(([code]) => ({ code: code as number | null, errors }));
  return { child, exit };
}

async function running() {
  const { child, exit } = run("--world", join(directory, "world.json"), "--data", join(directory, "data"));
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([
    once(lines, "line"),
    exit.then(({ errors }) => Promise.reject(new Error(`ended: ${errors}`))),
  ])) as [string];
  expect(line).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+$/);
  const url = line.replace("listening on ", "");
  const seen = (await (await fetch(`${url}/_emulator/world`)).json()) as {
    addresses: Record<string, string>;
    servers: { name: string; pid: number; address: string; role: string }[];
  };
  serverPids.push(...seen.servers.map(({ pid }) => pid));
  return { child, exit, url, ...seen };
}

// A zombie has ended as well: its entry only waits for its parent.
async function isGone(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "State:\tZ");
  return /^State:\s*Z/m.test(status);
}

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("ends with every server on %s", async (signal) => {
  const { child, exit, servers } = await running();
  expect(servers).toMatchObject([{ name: "i-1", role: "master" }]);
  child.kill(signal);
  expect(await exit).toStrictEqual({ code: 0, errors: "" });
  expect(await Promise.all(servers.map(({ pid }) => isGone(pid)))).toStrictEqual([true]);
});

test("leaves no server behind when it is killed", async () => {
  const { child, exit, servers } = await running();
  child.kill("SIGKILL");
  await exit;
  await until(
    "the end of the servers",
    () => Promise.all(servers.map(({ pid }) => isGone(pid))),
    (all) => all.every(Boolean),
  );
});

test("two at once share neither address nor port", async () => {
  const [one, other] = await Promise.all([running(), running()]);
  expect(one.url).not.toBe(other.url);
  expect(one.servers[0]?.address).not.toBe(other.servers[0]?.address);
  expect(one.addresses["10.0.0.241:6379"]).toMatch(/^127\.\d+\.\d+\.\d+:6379$/);
  expect(other.addresses["10.0.0.241:6379"]).toMatch(/^127\.\d+\.\d+\.\d+:6379$/);
});

test("says so when its port is in use", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const { exit } = run("--port", String(port));
  const { code, errors } = await exit;
  other.close();
  expect(code).toBe(2);
  expect(errors).toBe(
    `emulator: The port ${port ?? ""} of 127.0.0.1 is already in use.\nDo: choose another --port, or 0 for a free one.\n`,
  );
});

test("refuses bad flags by name", async () => {
  const cases: [string[], string][] = [
    [["--port", "70000"], "A port is a number from 0 to 65535."],
    [["--map", "10.0.0.241=127.0.0.5:6379"], "A mapping is address:port=loopback:port"],
    [["--map", "10.0.0.241:6379=10.1.1.1:6379"], "A mapping is address:port=loopback:port"],
    [["--wrold", "x"], "unknown option '--wrold'"],
    [["--world", join(directory, "absent.json")], "absent.json cannot be read"],
  ];
  const ends = await Promise.all(cases.map(([args]) => run(...args).exit));
  ends.forEach(({ code, errors }, index) => {
    expect(errors).toContain(cases[index]?.[1]);
    expect(code).toBe(2);
  });
});

test("says why a server of the world cannot run, and leaves none of the others", async () => {
  const [instance] = world.instances;
  const second = { ...instance, id: "i-2", privateIp: "10.0.0.242", server: { config: { "no-such-directive": "1" } } };
  const file = join(directory, "broken.json");
  await writeFile(file, JSON.stringify({ ...world, instances: [instance, second] }));
  const { code, errors } = await run("--world", file).exit;
  expect(code).toBe(2);
  expect(errors).toContain("The server i-2 (redis-server on 127.");
  expect(errors).toContain("no-such-directive");
  expect(errors).not.toContain("    at ");
});
