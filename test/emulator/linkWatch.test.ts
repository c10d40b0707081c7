// A network that breaks while a group migrates takes its link down, and gives it back when it is mended.
import {
  AuthorizeSecurityGroupIngressCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import {
  CompleteMigrationCommand,
  CreateCacheParameterGroupCommand,
  ModifyCacheParameterGroupCommand,
  StartMigrationCommand,
} from "@aws-sdk/client-elasticache";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createTarget,
  endpointsOf,
  groupOf,
  messagesOf,
  sourceEndpoint,
  startSubject,
  until,
  untilStatus,
} from "./subject.ts";
import type { Subject } from "./subject.ts";

let subject: Subject;
let ec2: EC2Client;
beforeAll(async () => {
  subject = await startSubject();
  ec2 = new EC2Client({
    endpoint: subject.url,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "none" },
  });
});
afterAll(async () => {
  ec2.destroy();
  await subject.close();
});

const rule = {
  GroupId: "sg-source",
  IpPermissions: [{ IpProtocol: "tcp", FromPort: 6379, ToPort: 6400, UserIdGroupPairs: [{ GroupId: "sg-nodes" }] }],
};
const breakNetwork = () => ec2.send(new RevokeSecurityGroupIngressCommand(rule));
const mendNetwork = () => ec2.send(new AuthorizeSecurityGroupIngressCommand(rule));
const field = (info: string, name: string) => new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim();
const untilLink = (redis: Redis, status: string) =>
  until(
    `the link ${status}`,
    () => redis.info("replication"),
    (info) => field(info, "master_link_status") === status,
  );
const complete = (id: string, Force = false) =>
  subject.client.send(new CompleteMigrationCommand({ ReplicationGroupId: id, Force }));
const migrate = async (id: string, change: object = {}) => {
  const group = await createTarget(subject.client, id, change);
  await subject.client.send(
    new StartMigrationCommand({ ReplicationGroupId: id, CustomerNodeEndpointList: [sourceEndpoint] }),
  );
  const target = await subject.redis(endpointsOf(group).primary);
  await untilLink(target, "up");
  return target;
};

test("a link goes down with its network, names its source all along, and catches up when it is mended", async () => {
  const source = await subject.redis("10.0.0.241:6379");
  const target = await migrate("cut");
  const before = await target.info("replication");
  const syncs = field(await source.info("stats"), "sync_full");

  await breakNetwork();
  const cut = await untilLink(target, "down");
  for (const name of ["role", "master_host", "master_port"]) expect(field(cut, name)).toBe(field(before, name));
  await source.set("meanwhile", "1");
  await complete("cut");
  await until(
    "the refusal",
    () => messagesOf(subject.client, "cut"),
    (all) => all.some((one) => one.includes("not in sync with the source")),
  );
  expect((await groupOf(subject.client, "cut")).Status).toBe("migrating");
  expect(await target.get("meanwhile")).toBeNull();

  await mendNetwork();
  await untilLink(target, "up");
  expect(await target.get("meanwhile")).toBe("1");
  expect(field(await source.info("stats"), "sync_full")).toBe(syncs);
  await complete("cut");
  await untilStatus(subject.client, "cut", "available");
});

test("a forced stop behind a broken network leaves a group that can migrate again", async () => {
  const target = await migrate("again");
  await breakNetwork();
  await untilLink(target, "down");
  await complete("again", true);
  await untilStatus(subject.client, "again", "available");
  expect(await target.set("own", "1")).toBe("OK");
  await mendNetwork();
  await subject.client.send(
    new StartMigrationCommand({ ReplicationGroupId: "again", CustomerNodeEndpointList: [sourceEndpoint] }),
  );
  await untilLink(target, "up");
  await complete("again");
  await untilStatus(subject.client, "again", "available");
  expect(subject.complaints).toStrictEqual([]);
});

test("a forced stop behind a broken network promotes before it takes the wrong login away", async () => {
  const CacheParameterGroupName = "told";
  await subject.client.send(
    new CreateCacheParameterGroupCommand({
      CacheParameterGroupName,
      CacheParameterGroupFamily: "redis7",
      Description: "logs every command",
    }),
  );
  await subject.client.send(
    new ModifyCacheParameterGroupCommand({
      CacheParameterGroupName,
      ParameterNameValues: [{ ParameterName: "slowlog-log-slower-than", ParameterValue: "0" }],
    }),
  );
  const target = await migrate("ordered", { CacheParameterGroupName });
  try {
    await breakNetwork();
    await untilLink(target, "down");
    await target.slowlog("RESET");
    await complete("ordered", true);
    await untilStatus(subject.client, "ordered", "available");
  } finally {
    await mendNetwork();
  }
  // The newest first; renamed commands end in a secret.
  const log = (await target.call("SLOWLOG", "GET", "-1")) as [unknown, unknown, unknown, string[]][];
  const commands = log.map(([, , , [name = "", ...rest]]) => [name.replace(/-.*/, ""), ...rest.slice(0, 2)].join(" "));
  expect(commands.reverse().filter((command) => /^(config|replicaof)/.test(command))).toStrictEqual([
    "replicaof NO ONE",
    "config SET masteruser",
    "config SET masterauth",
  ]);
});
