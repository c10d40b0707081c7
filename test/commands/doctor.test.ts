// doctor as an operator starts it, against the emulated AWS with real servers: what it finds, and that it only reads.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Finding } from "../../migration/findings.ts";
import { source, startCloud, until, type TestCloud } from "../providers/cloud.ts";
import { Project } from "./project.ts";

let cloud: TestCloud;
let project: Project;
beforeAll(async () => {
  cloud = await startCloud();
  project = await Project.make();
});
afterAll(async () => {
  await cloud.stop();
  await project.remove();
});

const commandMs = 60_000;

async function report(stack: string, ...flags: readonly string[]) {
  const { exitCode, stdout, stderr } = await project.run("doctor", "--stack", stack, "--json", ...flags);
  const told = JSON.parse(stdout) as { findings: readonly Finding[] } & Readonly<Record<string, unknown>>;
  const codes = (severity: string) => told.findings.filter((one) => one.severity === severity).map(({ code }) => code);
  return { exitCode, stderr, told, codes };
}

/** At the group of that name, made and empty. */
async function made(name: string, stage = "prepare", change: Parameters<Project["configure"]>[3] = {}): Promise<void> {
  await cloud.createTarget(name);
  await project.configure(cloud, name, stage, change);
}

test(
  "without a group it judges configuration, source and network, and says what is not judged",
  { timeout: commandMs },
  async () => {
    const redis = await cloud.redis(cloud.addresses[source] ?? "");
    await project.configure(cloud, "early", "prepare");
    await redis.config("SET", "protected-mode", "yes");
    const { exitCode, stderr, told, codes } = await report("early").finally(() =>
      redis.config("SET", "protected-mode", "no"),
    );
    expect({ exitCode, stderr }).toStrictEqual({ exitCode: 1, stderr: "" });
    expect(Object.keys(told)).toStrictEqual(["stack", "stage", "findings", "blocking", "unknown"]);
    expect(told).toMatchObject({ stack: "early", stage: "prepare", blocking: 1, unknown: 1 });
    expect(codes("blocking")).toStrictEqual(["source-protected-mode"]);
    expect(codes("unknown")).toStrictEqual(["target-absent"]);
    expect(codes("note")).toContain("target-at-rest-encryption");
  },
);

test("what blocks is exit code 1, in words that say what to do", { timeout: commandMs }, async () => {
  const redis = await cloud.redis(cloud.addresses[source] ?? "");
  await made("blocked");
  await redis.config("SET", "protected-mode", "yes");
  try {
    const { exitCode, stdout, stderr } = await project.run("doctor", "--stack", "blocked");
    expect({ exitCode, stderr }).toStrictEqual({ exitCode: 1, stderr: "" });
    expect(stdout).toMatch(
      /^blocked, stage prepare: AWS reports blocked as available\n\nBlocking \(1\)\n {2}source-protected-mode: .*\n {4}Expected: .*\n {4}Do: set protected-mode to no/,
    );
    expect(stdout).toMatch(/\n1 blocking, \d+ warnings?, \d+ unknown, \d+ notes?\n$/);
    expect(stdout).not.toContain("\u001b");
  } finally {
    await redis.config("SET", "protected-mode", "no");
  }
});

test("an overridden finding blocks no more, and is shown with who answers for it", { timeout: commandMs }, async () => {
  const expires = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const override = { code: "target-memory", reason: "half of the keys go first", owner: "ana", expires };
  const target = { nodeType: "cache.t4g.micro", reservedMemoryPercent: 90 };
  await project.configure(cloud, "small", "prepare", { target });
  expect((await report("small")).codes("blocking")).toStrictEqual(["target-memory"]);
  await project.configure(cloud, "small", "prepare", { target, migration: { overrides: [override] } });
  const { exitCode, told } = await report("small");
  expect(exitCode).toBe(0);
  const { code, ...answer } = override;
  expect(told.findings.find((one) => one.code === code)).toMatchObject({ severity: "warning", overridden: answer });
});

test("it reads only: nothing acts on AWS or is written to a server", { timeout: commandMs }, async () => {
  await made("readonly");
  const redis = await cloud.redis(cloud.addresses[source] ?? "");
  await redis.config("RESETSTAT");
  await report("readonly");
  const actions = new Set((await cloud.log("readonly")).map(({ action }) => action));
  expect([...actions].filter((action) => !action.startsWith("Describe"))).toStrictEqual(["CreateReplicationGroup"]);
  const commands = await redis.info("commandstats");
  const writing = ["set", "del", "restore", "flushall", "config\\|set", "replicaof", "select"];
  expect(writing.filter((name) => new RegExp(`cmdstat_${name}:`).test(commands))).toStrictEqual([]);
});

test(
  "--probe-writes restores a value of each type on an empty target, and leaves it empty",
  { timeout: commandMs },
  async () => {
    await made("probed");
    const redis = await cloud.redis(cloud.addresses[source] ?? "");
    await redis.multi().set("a", "1").rpush("b", "1").hset("c", "f", "1").exec();
    try {
      const { exitCode, stderr, told } = await report("probed", "--probe-writes");
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: "" });
      const measured = told.findings.find(({ code }) => code === "rdb-measured");
      expect(measured?.severity).toBe("note");
      for (const type of ["string", "list", "hash"]) expect(measured?.found).toContain(type);
      const target = await cloud.redis(await cloud.addressOf("probed-001"));
      expect(await target.keys("*probe*")).toStrictEqual([]);
    } finally {
      await redis.del("a", "b", "c");
    }
  },
);

test(
  "--probe-writes writes nothing where it must not, says why, and exits with 2",
  { timeout: 2 * commandMs },
  async () => {
    await made("begun", "migrate");
    const later = await report("begun", "--probe-writes");
    expect([later.exitCode, later.stderr]).toStrictEqual([
      2,
      "--probe-writes: nothing was written: stage is migrate, and not prepare\n",
    ]);
    await made("full");
    await (await cloud.redis(await cloud.addressOf("full-001"))).set("somebody's", "value");
    const full = await report("full", "--probe-writes");
    expect([full.exitCode, full.stderr]).toStrictEqual([
      2,
      expect.stringMatching(/^--probe-writes: nothing was written: the target holds 1 keys \(1 in database 0 of /),
    ]);
    const kept = full.told.findings.find(({ code }) => code === "target-not-empty");
    expect(kept?.remedy).toContain("run pulumi up in prepare: it prints the consent");
  },
);

test(
  "interrupted while it may write it ends with the signal's exit code, and leaves nothing",
  { timeout: commandMs },
  async () => {
    await made("stopped");
    const asked = (await cloud.log("stopped")).length;
    const doctor = project.start("doctor", "--stack", "stopped", "--probe-writes");
    await until("it looks", async () => (await cloud.log("stopped")).length > asked);
    doctor.child.kill("SIGINT");
    expect([await doctor.ended, doctor.stdout(), doctor.stderr()]).toStrictEqual([130, "", ""]);
    const target = await cloud.redis(await cloud.addressOf("stopped-001"));
    expect(await target.keys("*probe*")).toStrictEqual([]);
  },
);

test("in a stage in which readiness decides nothing, nothing is judged", { timeout: commandMs }, async () => {
  await made("after", "operate");
  const { exitCode, stdout } = await project.run("doctor", "--stack", "after");
  expect({ exitCode, stdout }).toStrictEqual({
    exitCode: 0,
    stdout:
      "after, stage operate: AWS reports after as available\n\nNothing is judged: readiness decides in prepare and migrate, and no migration is in flight.\n",
  });
});

test("where AWS does not answer it could not be done", { timeout: commandMs }, async () => {
  await project.configure({ ...cloud, url: "http://127.0.0.1:9" }, "nowhere", "prepare");
  const { exitCode, stdout, stderr } = await project.run("doctor", "--stack", "nowhere");
  expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toMatch(/^AWS could not be asked: .*ECONNREFUSED/);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test.each([
  [[], "required option '--stack <name>' not specified"],
  [["--stack", "nobody"], "--stack nobody: no such stack config; expected one of"],
  [["--stack", "early", "--probe"], "unknown option '--probe'"],
  [["--stack", "early", "more"], "too many arguments"],
])("%j is refused with exit code 2", async (args, why) => {
  await project.configure(cloud, "early", "prepare");
  const { exitCode, stdout, stderr } = await project.run("doctor", ...args);
  expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain(why);
});
