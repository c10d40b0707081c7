// `probe: none` in the real dynamic-provider process, against a real emulator and real servers: AWS alone is connected to.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { cloudWatchPort } from "../../providers/cloudWatchPort.ts";
import { wallClock } from "../../providers/wallClock.ts";
import { startCloud, until, type TestCloud } from "./cloud.ts";
import { refusalOf, Stack } from "./stack.ts";
import { stackConfig } from "./stackConfig.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let cloud: TestCloud;
let scratch: string;
let log: string;
beforeAll(async () => {
  cloud = await startCloud();
  await cloud.delays({ metricPeriodMs: 200 });
  scratch = await mkdtemp(join(tmpdir(), "probe-none-"));
  log = join(scratch, "connections");
});
afterAll(async () => {
  await cloud.stop();
  await rm(scratch, { recursive: true });
});

/** Whose provider writes down where it connects to. */
async function watched(groupId: string): Promise<Stack> {
  await cloud.createTarget(groupId);
  const stack = await Stack.of(cloud, groupId);
  const guard = pathToFileURL(join(import.meta.dirname, "connectionLog.mjs")).href;
  stack.environment = { NODE_OPTIONS: `--import=${guard}`, TEST_CONNECTION_LOG: log };
  return stack;
}

/** The newest link health that CloudWatch tells. */
async function healthOf(nodeId: string): Promise<number | undefined> {
  const config: Readonly<Record<string, string>> = stackConfig(cloud, "any", "prepare", {});
  const port = cloudWatchPort((key) => config[key], wallClock);
  try {
    const series = { metric: "PrimaryLinkHealthStatus", nodeId } as const;
    const [point] = await port.newest([series], AbortSignal.timeout(20_000));
    return point?.kind === "read" ? point.value : undefined;
  } finally {
    port.close();
  }
}

const none = { probe: { mode: "none", addresses: {} } } as const;
const placesSeen = async () => [...new Set((await readFile(log, "utf8")).trim().split("\n"))];

it("takes a migration to its end, and connects to AWS and to no server", async () => {
  const stack = await watched("unprobed");
  const prepared = await stack.up("prepare", none);
  expect(prepared).toMatchObject({ how: "done", outputs: { reached: "prepare", lagBytes: -1 } });
  expect(await stack.up("migrate", none)).toMatchObject({
    how: "done",
    outputs: { reached: "migrate", phase: "inSync", lagBytes: -1 },
  });
  const completed = await stack.up("complete", none);
  expect(completed).toMatchObject({ how: "done", outputs: { reached: "complete", phase: "done" } });
  expect(await cloud.acts("unprobed")).toStrictEqual(["TestMigration ok", "StartMigration ok", "CompleteMigration ok"]);
  expect(stack.migration?.outputs["unproven"]).toContainEqual(expect.stringContaining("migration.maxLagBytes"));
  expect(await placesSeen()).toStrictEqual([new URL(cloud.url).host]);
});

it("with a probe the same log names the servers: it does see them", async () => {
  const stack = await watched("probed");
  expect(await stack.up("prepare")).toMatchObject({ how: "done" });
  expect(await placesSeen()).toContain(cloud.addresses["10.0.0.241:6379"]);
});

it.each([
  ["doubted", none],
  ["doubted-and-probed", {}],
])(
  "%s is not completed on CloudWatch's 0, already refused in the preview, and is once it is 1 again",
  async (group, mode) => {
    await cloud.createTarget(group);
    const stack = await Stack.of(cloud, group);
    expect(await stack.up("prepare", mode)).toMatchObject({ how: "done" });
    expect(await stack.up("migrate", mode)).toMatchObject({ how: "done" });
    await cloud.faults([{ kind: "metric", metric: "PrimaryLinkHealthStatus", node: `${group}-001`, value: 0 }]);
    const refusal = `PrimaryLinkHealthStatus of ${group}-001 is 0`;
    await expect
      .poll(async () => await stack.preview("complete", mode).then(() => "", String), { timeout: 20_000 })
      .toContain(refusal);
    expect(refusalOf(await stack.up("complete", mode))).toContain("(not-in-sync,");
    expect(await cloud.status(group)).toBe("migrating");
    await cloud.faults([]);
    await expect
      .poll(async () => await stack.preview("complete", mode).then(() => "", String), { timeout: 20_000 })
      .toBe("");
    expect(await stack.up("complete", mode)).toMatchObject({ how: "done", outputs: { phase: "done" } });
  },
);

it("refuses when CloudWatch tells nothing any more, and names what is missing", async () => {
  await cloud.createTarget("silent");
  const stack = await Stack.of(cloud, "silent");
  expect(await stack.up("prepare", none)).toMatchObject({ how: "done" });
  expect(await stack.up("migrate", none)).toMatchObject({ how: "done" });
  await cloud.faults([{ action: "GetMetricData", service: "monitoring", kind: "denied", times: 1000 }]);
  // A preview has no word against it then, and says so: the gate is judged in `up`.
  expect(await stack.preview("complete", none)).toMatchObject({ failures: [], work: true });
  const refusal = refusalOf(await stack.up("complete", none));
  expect(refusal).toMatch(/PrimaryLinkHealthStatus of silent-001 cannot be read: AccessDenied/);
  expect(refusal).toContain("(not-in-sync,");
  // A run was refused already: what comes now is no flip any more, and a refresh must not break on it.
  await cloud.faults([{ kind: "metric", metric: "PrimaryLinkHealthStatus", node: "silent-001", value: 0 }]);
  await until("CloudWatch says 0", async () => (await healthOf("silent-001")) === 0);
  expect(await stack.preview("complete", none)).toMatchObject({ failures: [], work: true });
  await stack.refresh("complete", none);
  await cloud.faults([]);
});
