// watch as an operator starts it, beside the runs of the provider that migrate: what it prints, and how it ends.
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startCloud, type TestCloud } from "../providers/cloud.ts";
import { Stack } from "../providers/stack.ts";
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

const migrationMs = 120_000;

async function made(name: string, stage = "migrate"): Promise<Stack> {
  await cloud.createTarget(name);
  await project.configure(cloud, name, stage);
  return await Stack.of(cloud, name);
}

test("a line of JSON per change, until the phase is reached", { timeout: migrationMs }, async () => {
  const stack = await made("followed");
  const watch = project.start("watch", "--stack", "followed", "--json", "--until", "inSync");
  await watch.says(/"phase":"notStarted"/);
  await stack.up("prepare");
  expect((await stack.up("migrate")).how).toBe("done");
  expect([await watch.ended, watch.stderr()]).toStrictEqual([0, ""]);
  const lines = watch.stdout().trim().split("\n");
  const told = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const fields = "at,phase,done,total,lagBytes,bytesPerSecond,elapsedMs,etaMs,waitingFor".split(",");
  for (const one of told) expect(Object.keys(one)).toStrictEqual(expect.arrayContaining(fields));
  expect(told[0]).toMatchObject({ phase: "notStarted", done: null, lagBytes: null, etaMs: null });
  expect(told.at(-1)).toMatchObject({ phase: "inSync", waitingFor: "CompleteMigration" });
  expect(told.at(-1)?.["lagBytes"]).toBeTypeOf("number");
});

test("in words it follows to the end, and it never acts", { timeout: migrationMs }, async () => {
  const stack = await made("words");
  await stack.up("prepare");
  await stack.up("migrate");
  const watch = project.start("watch", "--stack", "words");
  await watch.says(/^words: in sync \|/m);
  expect((await stack.up("complete")).how).toBe("done");
  expect([await watch.ended, watch.stderr()]).toStrictEqual([0, ""]);
  expect(watch.stdout()).toMatch(/\nwords: done \(Complete Migration successful for words\) \| .*\n$/);
  expect(await cloud.acts("words")).toStrictEqual(["TestMigration ok", "StartMigration ok", "CompleteMigration ok"]);
  // Who comes after the fact has not seen it in sync, and AWS tells a forced end in the same words.
  await project.configure(cloud, "words", "complete");
  const late = project.start("watch", "--stack", "words", "--until", "done");
  await late.says(/^words: unknown/m);
  late.child.kill("SIGINT");
  expect(await late.ended).toBe(130);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s ends it at once with exit code %i", { timeout: migrationMs }, async (signal, exitCode) => {
  const name = signal.toLowerCase();
  await made(name);
  const watch = project.start("watch", "--stack", name);
  await watch.says(/not started/);
  watch.child.kill(signal);
  expect([await watch.ended, watch.stderr()]).toStrictEqual([exitCode, ""]);
});

test("it ends quietly when nobody reads any more", { timeout: migrationMs }, async () => {
  const stack = await made("piped");
  const watch = project.start("watch", "--stack", "piped");
  await watch.says(/not started/);
  watch.child.stdout.destroy();
  const exited = once(watch.child, "exit");
  await stack.up("prepare");
  await stack.up("migrate");
  const [exitCode] = (await exited) as [number];
  expect([exitCode, watch.stderr()]).toStrictEqual([0, ""]);
});

test("a group that is not there is broken", { timeout: migrationMs }, async () => {
  await project.configure(cloud, "absent", "migrate");
  const { exitCode, stdout, stderr } = await project.run("watch", "--stack", "absent", "--until", "inSync");
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^absent: broken \(AWS knows no replication group absent\) \| /);
  expect(stderr).toBe("absent: it is broken, and from there not inSync any more\n");
});

test("an AWS that is out of reach is said, and waited for", { timeout: migrationMs }, async () => {
  await project.configure({ ...cloud, url: "http://127.0.0.1:9" }, "silent", "migrate");
  const watch = project.start("watch", "--stack", "silent", "--json");
  await watch.says(/"phase":"unknown".*AWS does not answer.*"waitingFor":"AWS to answer"/);
  watch.child.kill("SIGTERM");
  expect(await watch.ended).toBe(143);
});

test("a phase that is none is refused with those that there are", { timeout: migrationMs }, async () => {
  const { exitCode, stdout, stderr } = await project.run("watch", "--stack", "absent", "--until", "synced");
  expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain("expected one of unknown, notStarted, starting, copying, catchingUp, inSync, completing");
});
