// One row of the fault matrix: what goes wrong during which `up`, how that `up` ends, and what the next one does.
import { setTimeout as pause } from "node:timers/promises";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { FailureCode } from "../../../migration/failures.ts";
import type { Settings } from "../../../settings.ts";
import { region, source, startCloud, type TestCloud } from "../cloud.ts";
import { refusalOf, Stack } from "../stack.ts";
import type { Change } from "../stackConfig.ts";

export interface FaultRow {
  /** Also the row's name in docs/faults.md, and the group's id: at most 40 characters. */
  readonly name: string;
  /** The `up` during which it goes wrong; the stages before it are reached first. */
  readonly stage: Exclude<Settings["stage"], "operate">;
  readonly change?: Change;
  /** Before the `up`. */
  readonly before?: (scene: Scene) => unknown;
  /** In its middle: waits for what it needs by itself. */
  readonly midway?: (scene: Scene) => Promise<unknown>;
  readonly ends: "done" | FailureCode;
  /** What the operator reads, cause and remedy: of the refusal, or of the progress when it ends well. */
  readonly says: readonly (string | RegExp)[];
  /** The calls that act on the migration, of the whole row until here. */
  readonly acts: readonly string[];
  /** Every question and call about the group in the `up`, in their order; looked at where it is given. */
  readonly asked?: readonly string[];
  /** What the operator does about it; always done, so that the next row finds the cloud whole. */
  readonly mend?: (scene: Scene) => unknown;
  /** The acting calls after the same `up` once more, which then ends well. Without them there is no second one. */
  readonly actsThen?: readonly string[];
}

/** What a row may do, and look at. */
export interface Scene {
  readonly cloud: TestCloud;
  readonly groupId: string;
  readonly ec2: EC2Client;
  /** Waits until the provider has told this in the present `up`. */
  readonly told: (text: string | RegExp) => Promise<void>;
  readonly until: (what: string, holds: () => boolean | Promise<boolean>) => Promise<void>;
  /** The source, by a connection that stays what it was when a password is set. */
  readonly source: () => Promise<Redis>;
  /** A group's node, as it answers at this moment: its INFO, or nothing. */
  readonly nodeInfo: (node: string) => Promise<string>;
  readonly elastiCache: ElastiCacheClient;
  /** The account in the group's ARN, as the target's output tells it. */
  readonly setAccount: (account: string) => void;
}

export const tested = "TestMigration ok";
export const started = "StartMigration ok";
export const completed = "CompleteMigration ok";

/** The target's primary is a replica of the source, and up to date with it. */
export const untilLinked = ({ groupId, until, nodeInfo }: Scene) =>
  until("the link is up", async () => (await nodeInfo(`${groupId}-001`)).includes("master_link_status:up"));

/** Shorter than the emulator's defaults; a row may ask for others. */
const delays = {
  metricPeriodMs: 200,
  startModifyingMs: 50,
  completeMs: 50,
  testMs: 20,
  startRetryMs: 3_000,
  eventLagMs: 0,
};
const order = ["prepare", "migrate", "complete"] as const;
/** The machine may be busy; what is waited for takes a second or two. */
const waitAtMostMs = 30_000;

/** Declares a file's tests: every row after the other, in a cloud of their own. */
export function playRows(rows: readonly FaultRow[], world: Parameters<typeof startCloud>[0] = {}): void {
  // Real processes on a machine that may be busy: a run that hangs ends by its own bounds long before.
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startCloud(world);
  });
  afterAll(() => cloud.stop());
  for (const row of rows) it(row.name, () => play(row, cloud));
}

async function play(row: FaultRow, cloud: TestCloud): Promise<void> {
  await cloud.faults([]);
  await cloud.delays(delays);
  await cloud.createTarget(row.name);
  const stack = await Stack.of(cloud, row.name);
  const scene = sceneOf(cloud, stack);
  let isMended = false;
  try {
    for (const stage of order.slice(0, order.indexOf(row.stage === "abort" ? "complete" : row.stage))) {
      expect(refusalOf(await stack.up(stage))).toBe("");
    }
    const before = (await cloud.log(row.name)).length;
    await row.before?.(scene);
    const going = stack.up(row.stage, row.change);
    const [ended] = await Promise.all([going, row.midway?.(scene)]);
    const words = ended.how === "done" ? stack.told : refusalOf(ended);
    if (row.ends === "done") expect(refusalOf(ended)).toBe("");
    else expect(words).toContain(`(${row.ends}, see docs/errors.md#${row.ends})`);
    for (const part of row.says) expect(words).toEqual(said(part));
    leftAlone(row, await cloud.acts(row.name), row.acts);
    const asked = (await cloud.log(row.name)).slice(before).map(({ action }) => action);
    if (row.asked !== undefined) expect(asked).toStrictEqual(row.asked);
    await cloud.faults([]);
    isMended = true;
    await row.mend?.(scene);
    if (row.actsThen === undefined) return;
    // As every refusal of this kind says: again, when it is mended, which links and metrics show a little later.
    let refusal = "not tried";
    const giveUpAt = performance.now() + waitAtMostMs;
    while (refusal !== "" && performance.now() < giveUpAt) refusal = refusalOf(await stack.up(row.stage));
    expect(refusal).toBe("");
    leftAlone(row, await cloud.acts(row.name), row.actsThen);
  } finally {
    await cloud.faults([]);
    // What failed before is told, and not what then cannot be mended either.
    if (!isMended)
      await Promise.resolve(scene)
        .then(row.mend, undefined)
        .catch(() => undefined);
    scene.ec2.destroy();
    scene.elastiCache.destroy();
    await stack.loseEngine();
  }
}

const said = (part: string | RegExp): unknown =>
  typeof part === "string" ? expect.stringContaining(part) : expect.stringMatching(part);

/** Whatever went wrong: one start, no completion before its stage, and nothing by force but an abort. */
function leftAlone(row: FaultRow, acts: readonly string[], expected: readonly string[]): void {
  expect(acts).toStrictEqual(expected);
  const did = (name: string) => acts.filter((act) => act.startsWith(`${name} ok`)).length;
  expect(did("StartMigration")).toBeLessThanOrEqual(1);
  if (row.stage !== "complete") expect(did("CompleteMigration")).toBe(0);
  if (row.stage !== "abort") expect(acts.filter((act) => act.includes("!"))).toStrictEqual([]);
}

/** Empty when it does not answer: whoever polls looks again. */
export async function infoOf(host: string, port: number): Promise<string> {
  const redis = new Redis({ host, port, lazyConnect: true, retryStrategy: null, commandTimeout: 2_000 });
  redis.on("error", () => {
    // Told by the call that meets it.
  });
  try {
    return await redis.info();
  } catch {
    return "";
  } finally {
    redis.disconnect();
  }
}

function sceneOf(cloud: TestCloud, stack: Stack): Scene {
  const credentials = { accessKeyId: "somebody", secretAccessKey: "else" };
  const until: Scene["until"] = async (what, holds) => {
    const giveUpAt = performance.now() + waitAtMostMs;
    while (!(await holds())) {
      if (performance.now() > giveUpAt) throw new Error(`${what}: not within ${waitAtMostMs} ms\n${stack.told}`);
      await pause(20);
    }
  };
  let connection: Promise<Redis> | undefined;
  return {
    cloud,
    groupId: stack.groupId,
    ec2: new EC2Client({ endpoint: cloud.url, region, credentials }),
    setAccount: (account) => {
      stack.account = account;
    },
    told: (text) =>
      until(`the provider tells ${String(text)}`, () =>
        typeof text === "string" ? stack.told.includes(text) : text.test(stack.told),
      ),
    until,
    source: () => (connection ??= cloud.redis(cloud.addresses[source] ?? "")),
    nodeInfo: async (node) => {
      const [at = "", port = ""] = (await cloud.addressOf(node)).split(":");
      return await infoOf(at, Number(port));
    },
    elastiCache: new ElastiCacheClient({ endpoint: cloud.url, region, credentials }),
  };
}
