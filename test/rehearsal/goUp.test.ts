// One `up` and what is looked at after it. Engine and AWS are played here: that a real `up` tells and changes what is asked
// for only a rehearsal shows.
import type { ElastiCacheClient, ReplicationGroup } from "@aws-sdk/client-elasticache";
import { expect, it } from "vitest";
import type { LoggedCall } from "../../rehearsal/emulatorProcess.ts";
import { goUp } from "../../rehearsal/goUp.ts";
import { RunRecord } from "../../rehearsal/record.ts";
import { projectRoot } from "../../rehearsal/rehearsal.ts";
import { readStackFile } from "../../rehearsal/stackFile.ts";
import { upsUntil, type Up } from "../../rehearsal/ups.ts";

const operate = readStackFile(projectRoot, "operate");
const owners = readStackFile(projectRoot, "existing-group");
const ups = upsUntil("operate", operate);
const told: Up = {
  stage: "operate",
  title: "operate, tls preferred",
  edits: [["target.tls", "preferred"]],
  outcome: { is: "told", option: "--transit-encryption-mode preferred" },
};
const up = (title: string) => ups.find((one) => one.title === title) ?? told;

interface Played {
  readonly stack?: typeof operate;
  readonly group?: ReplicationGroup;
  readonly lines?: readonly string[];
  readonly log?: readonly Partial<LoggedCall>[];
  readonly ok?: boolean;
  readonly crash?: boolean;
}

/** What was done, in its order, and the problems that came of it. */
async function play(
  one: Up,
  { stack = operate, group = {}, lines = [], log = [], ok = true, crash = false }: Played = {},
) {
  const done: string[] = [];
  const record = new RunRecord();
  const elastiCache = { send: () => Promise.resolve({ ReplicationGroups: [group] }) } as unknown as ElastiCacheClient;
  const tells = (what: string) => () => Promise.resolve((done.push(what), [`a problem ${what}`]));
  const calls = log.map((call) => ({ at: "", service: "elasticache", action: "", outcome: "ok", ...call }));
  const going = goUp(
    {
      engine: {
        setConfig: (path, value) => void done.push(`${path}=${String(value)}`),
        up: () => {
          done.push("up");
          const nothing = { changes: {}, steps: {}, outputs: {}, printed: "" };
          return Promise.resolve({ ok, seconds: 1, errors: ok ? [] : ["no"], lines, ...nothing });
        },
        outputsOf: () => Promise.resolve({}),
      },
      aws: { elastiCache, own: new Set(["own"]) },
      emulator: { log: () => Promise.resolve(calls.map((call) => ({ requestId: "", parameters: {}, ...call }))) },
      traffic: { beforeComplete: () => Promise.resolve(void done.push("before complete")) },
      record,
      settings: stack.settings,
      ...(crash ? { crash: { before: tells("before the up"), after: tells("after the up") } } : {}),
    },
    one,
  );
  const failed = await going.then(
    () => "",
    (error: unknown) => String(error),
  );
  const aftermath = { scale: {}, log: [], refusedConnections: [], left: [], endedByForce: [], isKept: false };
  const { problems } = record.report({ stack, keys: 0, seed: 0, scenario: "default", ups: [one] }, aftermath);
  return { done, problems, failed };
}

it("notes what has been acknowledged directly before the up that completes, and before no other", async () => {
  expect((await play(up("complete"))).done).toStrictEqual(["stage=complete", "before complete", "up"]);
  expect((await play(up("migrate"))).done).toStrictEqual(["stage=migrate", "up"]);
});

it("lets a crash happen once the stage is asked for and before the up that goes through, and writes down what it tells", async () => {
  expect(await play(up("complete"), { crash: true })).toStrictEqual({
    done: ["stage=complete", "before complete", "before the up", "up", "after the up"],
    problems: ["a problem before the up", "a problem after the up"],
    failed: "",
  });
});

it("writes down why an up failed, and looks no further", async () => {
  expect(await play(up("operate, tls preferred"), { ok: false })).toStrictEqual({
    done: ["target.tls=preferred", "up"],
    problems: ["no"],
    failed: "FailedStage: the stage operate, tls preferred was not reached",
  });
});

const required = { TransitEncryptionEnabled: true, TransitEncryptionMode: "required" } as const;

it("finds nothing where the group is what the step asked for", async () => {
  const before = { ...required, AuthTokenEnabled: false, UserGroupIds: [] };
  expect((await play(up("operate, tls required"), { group: before })).problems).toStrictEqual([]);
  const group = { ...before, UserGroupIds: ["cache-users"] };
  expect((await play(up("operate, access"), { group })).problems).toStrictEqual([]);
});

it("names step, found and expected of each difference between the group and what the step asked for", async () => {
  const { problems } = await play(up("operate, tls preferred"), {
    group: { ...required, AuthTokenEnabled: true, UserGroupIds: ["others"] },
  });
  expect(problems).toStrictEqual([
    "after operate, tls preferred tokens has TransitEncryptionMode required; expected preferred",
    "after operate, tls preferred tokens has AuthTokenEnabled true; expected false",
    "after operate, tls preferred tokens has UserGroupIds others; expected none",
  ]);
  expect((await play(up("operate, access"), { group: { TransitEncryptionEnabled: false } })).problems).toStrictEqual([
    "after operate, access tokens has TransitEncryptionEnabled false; expected true",
    "after operate, access tokens has TransitEncryptionMode not told; expected required",
    "after operate, access tokens has AuthTokenEnabled not told; expected false",
    "after operate, access tokens has UserGroupIds not told; expected cache-users",
  ]);
});

const lines = ["aws elasticache modify-replication-group --transit-encryption-mode preferred (then …)"];

it("is content with an owner's group that was told of and left alone", async () => {
  const log = [{ action: "DescribeReplicationGroups" }, { action: "ModifyReplicationGroup", requestId: "own" }];
  expect((await play(told, { stack: owners, lines, log })).problems).toStrictEqual([]);
});

it("finds an owner's group of which nothing was told, or that was changed", async () => {
  expect((await play(told, { stack: owners })).problems).toStrictEqual([
    'after operate, tls preferred nobody was told of "--transit-encryption-mode preferred" for sessions',
  ]);
  const log = [{ action: "ModifyReplicationGroup" }, { action: "DeleteReplicationGroup", outcome: "Fault" }];
  expect((await play(told, { stack: owners, lines, log })).problems).toStrictEqual([
    "sessions is its owner's, but the program called ModifyReplicationGroup (ok)",
    "sessions is its owner's, but the program called DeleteReplicationGroup (Fault)",
  ]);
});
