// Migrations between servers of other versions than the machine's own, under the real engine: what goes, and what must not.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeEventsCommand } from "@aws-sdk/client-elasticache";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Report } from "../../rehearsal/report.ts";
import { serverVersion, type ServerName } from "../../rehearsal/servers.ts";
import { programOf } from "../servers/otherServer.ts";
import { startRun } from "./runs.ts";
import { groupId, startStand, until, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 60_000 });

const keys = 400;

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "rehearsal-servers-"));
});
afterAll(() => rm(scratch, { recursive: true }));

let stand: Stand | undefined;
afterEach(async () => {
  await stand?.stop();
  stand = undefined;
});

interface Rehearsed {
  readonly exitCode: number | NodeJS.Signals;
  readonly stdout: string;
  readonly report: Report;
}

async function rehearse(stack: string, source: ServerName, target: ServerName): Promise<Rehearsed> {
  const file = join(scratch, `${stack}-${source}-${target}.json`);
  const started = startRun([
    ...["--stack", stack, "--source-server", source, "--target-server", target],
    ...["--keys", String(keys), "--write-rate", "300", "--report", file],
  ]);
  const exitCode = await started.ended;
  const report = JSON.parse(await readFile(file, "utf8")) as Report;
  return { exitCode, stdout: started.stdout(), report };
}

const count = ({ emulator }: Report, action: string) =>
  emulator.actions.find((one) => one.action === `elasticache:${action}`)?.count ?? 0;

const told = ({ findings }: Report) =>
  (findings as { code: string; severity: string }[]).map(({ code, severity }) => `${severity} ${code}`);

describe("a rehearsal", () => {
  it.for([
    ["dev", "redis-6.2", "redis-7.0", /^redis 6\.2\./, /^redis 7\.0\./],
    ["to-valkey", "redis-7.0", "valkey-9", /^redis 7\.0\./, /^valkey 9\./],
  ] as const)("of %s from %s to %s holds, and names what ran", async ([stack, source, target, ...ran], context) => {
    for (const name of [source, target]) programOf(name, context);
    const { exitCode, stdout, report } = await rehearse(stack, source, target);
    expect({ exitCode, problems: report.problems }).toStrictEqual({ exitCode: 0, problems: [] });
    expect(report).toMatchObject({
      ok: true,
      sourceServer: expect.stringMatching(ran[0]) as string,
      targetServer: expect.stringMatching(ran[1]) as string,
      verification: { compared: keys, missing: 0, extra: 0, different: 0, ttlDifferent: 0 },
    });
    // Told, and no obstacle: the source is older than the stack config declares.
    const differs = source === "redis-6.2";
    expect(told(report).includes("warning source-version-differs")).toBe(differs);
    expect(/that the declared versions fit: the source ran on redis 6\.2\.\d+/.test(stdout)).toBe(differs);
  });

  it("of a Valkey 9 source and a Redis 7.0 target is refused in prepare, before anything is started", async (context) => {
    for (const name of ["valkey-9", "redis-7.0"] as const) programOf(name, context);
    const { exitCode, report } = await rehearse("dev", "valkey-9", "redis-7.0");
    expect(exitCode).toBe(1);
    expect(report.stages.map(({ stage, ok }) => [stage, ok])).toStrictEqual([["prepare", false]]);
    expect(told(report)).toContain("blocking rdb-too-new");
    expect(report.problems.join("\n")).toMatch(
      /rdb-too-new: valkey 9\.\S+ \(10\.0\.0\.241:6379\) writes RDB version 80, which redis 7\.0 cannot load/,
    );
    expect(count(report, "StartMigration")).toBe(0);
    expect(report.left).toStrictEqual([]);
  });
});

describe("a source that is upgraded from Redis 7.0 to Valkey 9 between judgement and copy", () => {
  it("makes the start fall back, told with AWS's words and the remedy, and is refused from then on", async (context) => {
    const [old, newer] = [programOf("redis-7.0", context), programOf("valkey-9", context)];
    const here = (stand = await startStand({ sourceProgram: old, targetProgram: old }));
    const { engine, emulator, source, signal } = here;
    const redis = await here.redis(source);
    await redis.set("greeting", "hello");
    expect(await engine.up()).toMatchObject({ ok: true, outputs: { reached: "prepare" } });

    // AWS takes its time between the call and the copy.
    await emulator.setDelays({ startModifyingMs: 15_000 });
    engine.setConfig("stage", "migrate");
    const migrating = engine.up();
    await until("the start", async () => (await here.acts()).includes("StartMigration ok"));
    const [instance] = (await emulator.servers()).filter(({ address }) => address === `${source.host}:${source.port}`);
    await emulator.setFaults([{ kind: "serverRestarts", server: instance?.name, program: newer }]);
    await until("the upgrade", () =>
      serverVersion(source, signal).then(
        (said) => said.startsWith("valkey 9."),
        () => false,
      ),
    );

    const { ok, errors } = await migrating;
    expect(ok).toBe(false);
    // The loop of failed copies and AWS's going back are a moment apart: the run ends with whichever it sees first.
    const words = errors.join("\n");
    expect(words).toMatch(/\((fell-back|full-sync-loop), see docs\/errors\.md/);
    expect(words).toContain("writes RDB version 80, which redis 7.0 cannot load");
    const failed = `Migration operation failed for replication group ${groupId} because of invalid RDB received`;
    await until("AWS's event", async () => (await eventsOf(here)).includes(failed));
    await until("the end of the attempt", async () => (await here.status()) === "available");

    // The source has kept its data, and nothing starts anew on its own.
    expect(await (await here.redis(source)).get("greeting")).toBe("hello");
    const again = await engine.up();
    expect(again.ok).toBe(false);
    expect(again.errors.join("\n")).toContain(failed);
    engine.setConfig("stage", "prepare");
    const prepared = await engine.up();
    expect(prepared.ok).toBe(false);
    expect(prepared.errors.join("\n")).toContain("writes RDB version 80, which redis 7.0 cannot load");
    expect((await here.acts()).filter((one) => one.startsWith("StartMigration"))).toStrictEqual(["StartMigration ok"]);
  });
});

async function eventsOf({ aws }: Stand): Promise<readonly string[]> {
  const asked = new DescribeEventsCommand({ SourceIdentifier: groupId, SourceType: "replication-group" });
  const { Events = [] } = await aws.elastiCache.send(asked);
  return Events.map(({ Message }) => Message ?? "");
}
