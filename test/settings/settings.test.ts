import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { namespace, parseSettings, settingsFrom } from "../../settings.ts";
import { faults } from "./faults.ts";
import { whole } from "./whole.ts";

const with_ = (path: string, value: unknown) => faults(whole({ [path]: value }));

test("a whole configuration is taken, with the defaults of the contract", () => {
  const settings = parseSettings(whole());
  expect(settings.source).toMatchObject({
    endpoint: { host: "10.0.0.241", port: 6379 },
    clusterMode: "disabled",
    shards: 1,
    databases: 16,
  });
  expect(settings.target).toMatchObject({
    existing: false,
    port: 6379,
    replicasPerShard: 1,
    atRest: { enabled: false },
    tls: "off",
  });
  expect(settings.migration).toStrictEqual({
    waitFor: "inSync",
    deadlineMinutes: 45,
    pollSeconds: 5,
    inSyncForSeconds: 60,
    maxLagBytes: 1_048_576,
    allowDestroy: false,
    overrides: [],
  });
  expect(settings.probe).toStrictEqual({ mode: "direct", addresses: {} });
});

test("the stack that is rehearsed by default has no fault", () => {
  const text = readFileSync(new URL("../../Pulumi.dev.yaml", import.meta.url), "utf8");
  const { config } = parse(text) as { config: Record<string, unknown> };
  // As the engine hands it over: objects as JSON texts.
  const asText = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  expect(settingsFrom(Object.fromEntries(asText) as Record<string, string>).target.replicationGroupId).toBe(
    "sessions-dev",
  );
});

test("every fault is told at once, each with its key, the value found and the allowed ones", () => {
  const config = whole({
    stage: "migrat",
    "source.endpoint": "10.0.0.241:70000",
    "source.vpcId": undefined,
    "source.databses": 16,
    "target.subnetIds": ["subnet-0a1b2c3d4e5f60012"],
    "target.tls": "requird",
    "probe.mode": "some",
    "migration.pollSeconds": 0,
  });
  expect(faults({ ...config, sourc: {} })).toStrictEqual([
    "sourc: found {}; expected no such key (did you mean source?); known: stage, source, target, network, application, probe, migration, waiver, approval, preparation",
    'stage: found "migrat"; expected one of prepare, migrate, complete, operate, abort',
    'source.endpoint: found "10.0.0.241:70000"; expected host:port, for example 10.0.0.241:6379, with a port from 1 to 65535',
    "source.vpcId: missing; expected an id like vpc-0a1b2c3d4e5f60718",
    "source.databses: found 16; expected no such key (did you mean databases?); known: endpoint, primaries, clusterMode, shards, databases, engine, version, datasetGiB, vpcId, cidrs, subnetIds, routeTableIds, securityGroupId, networkAclIds, region, accountId, roleArn",
    'target.subnetIds: found ["subnet-0a1b2c3d4e5f60012"]; expected at least 2 of: subnets in two or more zones',
    'target.tls: found "requird"; expected one of off, preferred, required',
    'probe.mode: found "some"; expected one of direct, none',
    "migration.pollSeconds: found 0; expected seconds, from 0.05 to 300",
  ]);
});

test("an empty configuration names everything that is required, and says how many faults there are", () => {
  expect(() => parseSettings({})).toThrow(/^The stack configuration has \d+ faults:\n/);
  const keys = faults({}).map((line) => line.split(":")[0]);
  expect(keys).toStrictEqual(expect.arrayContaining(["stage", "source", "target", "network", "probe"]));
});

test("a text that is no object is told as one fault of its key", () => {
  expect(faults({ ...whole(), source: "10.0.0.241" })).toStrictEqual([
    'source: found "10.0.0.241"; expected an object',
  ]);
  const broken = { [`${namespace}:source`]: "{not json" };
  expect(() => settingsFrom(broken)).toThrow(`${namespace}:source: found "{not json"; expected an object`);
});

describe("keys of the contract that are not built yet are refused by name, never ignored", () => {
  test.each<[string, unknown]>([
    ["source.networkAclIds", ["acl-1"]],
    ["waiver", { owner: "me" }],
    ["approval", { by: "me" }],
    ["preparation", { user: "ec2-user" }],
  ])("%s", (path, value) => {
    const lines = with_(path, value);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`${path}: found ${JSON.stringify(value)}; expected `);
    expect(lines[0]).toContain("not supported yet");
  });
});

test("without a probe no address of a server has a meaning", () => {
  expect(faults(whole({ "probe.mode": "none" }))).toStrictEqual([]);
  const addresses = { "10.0.0.241:6379": "127.0.0.5:6379" };
  expect(faults(whole({ "probe.mode": "none", "probe.addresses": addresses }))).toStrictEqual([
    'probe.addresses: found ["10.0.0.241:6379"]; expected nothing with probe.mode none: no server is connected to',
  ]);
});

test("two servers are not reached at one address, but for the endpoint, which may be a name of one of them", () => {
  const at = "127.0.0.5:6379";
  const nodes = { "cache-prod-001.example:6379": at, "cache-prod-002.example:6379": at };
  expect(faults(whole({ "probe.addresses": nodes }))).toStrictEqual([
    'probe.addresses: found "cache-prod-002.example:6379 -> 127.0.0.5:6379"; expected an address of its own: cache-prod-001.example:6379 is reached there, and one server would be looked at in place of two',
  ]);
  const endpoint = { "10.0.0.241:6379": at, "10.0.0.242:6379": at };
  expect(faults(whole({ "probe.addresses": endpoint }))).toStrictEqual([]);
});

describe("each value has its form", () => {
  test.each<[string, unknown, string]>([
    ["source.endpoint", "10.0.0.241", "host:port"],
    ["source.endpoint", "10.0.0.241:0", "a port from 1 to 65535"],
    ["source.endpoint", "10.0.0.300:6379", "host:port"],
    ["source.endpoint", "54.1.2.3:6379", "a private address"],
    ["source.databases", 0, "a whole number from 1 to 10000"],
    ["source.databases", 16.5, "a whole number from 1 to 10000"],
    ["source.engine", "memcached", "one of redis, valkey"],
    ["source.version", 7.2, 'a version in quotes, such as "7.0.15"'],
    ["source.datasetGiB", 0, "more than 0"],
    ["source.vpcId", "vpc-XYZ", "an id like vpc-"],
    ["source.cidrs", ["10.0.0.5/16"], "the network's own address: 10.0.0.0/16"],
    ["source.cidrs", ["0.0.0.0/0"], "a network of /8 or less"],
    ["source.cidrs", ["10.0.0.0/7"], "a network of /8 or less"],
    ["target.cidrs", ["8.0.0.0/5"], "a network of /8 or less"],
    ["application.cidrs", ["0.0.0.0/1"], "a network of /8 or less"],
    ["source.cidrs", ["10.0.0.0/33"], "an IPv4 network such as 10.0.0.0/16"],
    ["source.cidrs", ["10.00.0.0/16"], "an IPv4 network such as 10.0.0.0/16"],
    ["source.cidrs", ["010.0.0.0/16"], "an IPv4 network such as 10.0.0.0/16"],
    ["source.cidrs", ["10.0.0.0//16"], "an IPv4 network such as 10.0.0.0/16"],
    ["source.cidrs", ["10.0.0.0/16/"], "an IPv4 network such as 10.0.0.0/16"],
    ["source.cidrs", ["10.0.0.0/"], "an IPv4 network such as 10.0.0.0/16"],
    ["source.cidrs", ["::/8"], "an IPv4 network such as 10.0.0.0/16"],
    ["source.endpoint", "010.0.0.241:6379", "host:port"],
    ["source.cidrs", ["10.0.0.0"], "an IPv4 network such as 10.0.0.0/16"],
    ["source.cidrs", [], "at least 1 of: networks of the source's VPC"],
    ["source.cidrs", ["10.0.0.0/16", "10.0.0.0/16"], "a list without repetitions"],
    ["source.subnetIds", ["subnet-1"], "an id like subnet-"],
    ["source.routeTableIds", [], "at least 1 of: route tables of the source's subnets"],
    ["source.securityGroupId", "group", "an id like sg-"],
    ["target.replicationGroupId", "Cache-Prod", "lower-case letters"],
    ["target.replicationGroupId", "cache--prod", "single hyphens"],
    ["target.replicationGroupId", "cache-", "no hyphen last"],
    ["target.replicationGroupId", "9cache", "a letter first"],
    ["target.replicationGroupId", "c".repeat(41), "1 to 40"],
    ["target.engineVersion", 7, 'a version in quotes, such as "7.0"'],
    ["target.nodeType", "m6g.large", "a node type such as cache.m6g.large"],
    ["target.port", 65_536, "a whole number from 1 to 65535"],
    ["target.replicasPerShard", 0, "a whole number from 1 to 5"],
    ["target.reservedMemoryPercent", 91, "a whole number from 0 to 90"],
    ["network.dnsResolution", "yes", "true or false"],
    ["probe.addresses", { "10.0.0.241:6379": "nowhere" }, "host:port"],
    ["migration.waitFor", "done", "one of inSync, started"],
    ["migration.deadlineMinutes", 0, "minutes, from 0.01 to 1440"],
    ["migration.inSyncForSeconds", -1, "seconds, from 0 to 3600"],
    ["migration.maxLagBytes", 0.5, "a whole number"],
    ["migration.maxLagBytes", 67_108_865, "a whole number from 0 to 67108864"],
    ["migration.discardTargetData", "cache-prod", "group#attempt"],
    ["migration.forceAbort", "cache-prod#0", "group#attempt"],
    ["migration.allowDestroy", "true", "true or false"],
    ["source.primaries", ["10.0.0.240"], "host:port"],
    ["source.clusterMode", "on", "one of disabled, enabled"],
    ["source.region", "us-east", "a region such as us-east-1"],
    ["source.accountId", 123456789012, 'in quotes, such as "123456789012"'],
    ["source.roleArn", "migration", "a role such as arn:aws:iam::"],
    ["target.existing", "yes", "true or false"],
    ["target.shards", 0, "a whole number from 1 to 500"],
    ["target.slots", ["all"], 'slots of one shard such as "0-8191"'],
    ["target.atRest.enabled", "yes", "true or false"],
    ["target.snapshots.retentionDays", 36, "a whole number from 0 to 35"],
    ["target.snapshots.window", "3-4", "a daily window in UTC such as 03:00-04:00"],
    ["target.maintenanceWindow", "03:00-04:00", "a weekly window in UTC such as sun:05:00-sun:06:00"],
    ["target.notificationTopicArn", "cache-events", "a topic such as arn:aws:sns:"],
    ["network.peeringConnectionId", "tgw-0a1b2c3d4e5f60718", "an id like pcx-"],
    ["network.transitGatewayId", "pcx-0a1b2c3d4e5f60718", "an id like tgw-"],
    ["network.afterMigration", "drop", "one of keep, remove"],
    ["application.routeTableIds", ["subnet-0a1b2c3d4e5f60011"], "an id like rtb-"],
  ])("%s: %j", (path, value, expected) => {
    const lines = with_(path, value);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(path);
    expect(lines[0]).toContain(expected);
  });

  test.each<[string, unknown]>([
    ["source.endpoint", "cache.internal.example:6379"],
    ["target.replicationGroupId", "c".repeat(40)],
    ["target.port", 65_535],
    ["migration.deadlineMinutes", 1.01],
    ["application.cidrs", ["10.0.0.0/8"]],
    ["stage", "operate"],
    ["source.region", "eu-west-1"],
    ["source.primaries", ["10.0.0.240:6379"]],
    ["target.existing", true],
    ["target.snapshots", { retentionDays: 7, window: "23:30-00:30" }],
    ["target.maintenanceWindow", "sat:23:30-sun:00:30"],
    ["target.notificationTopicArn", "arn:aws:sns:us-east-1:123456789012:cache-events"],
    ["network.afterMigration", "remove"],
    ["application.routeTableIds", ["rtb-0a1b2c3d4e5f60021"]],
    ["migration.discardTargetData", "cache-prod#2"],
    ["migration.forceAbort", "cache-prod#12"],
    ["probe.addresses", { "10.0.0.241:6379": "127.0.0.5:6379" }],
  ])("%s: %j is taken", (path, value) => {
    expect(with_(path, value)).toStrictEqual([]);
  });
});

test("no fault shows what may be a secret, neither of the key itself nor of what holds it", () => {
  const token = "correct-horse-battery";
  const wrong: Record<string, unknown>[] = [
    { "target.access": { authToken: "short secret" } },
    { "target.access": token },
    { target: token },
    { "target.access": { authToken: token, colour: "red" } },
    { target: [{ access: { authToken: token } }] },
  ];
  for (const changes of wrong) {
    const text = faults(whole(changes)).join("\n");
    expect(text).toContain("target");
    expect(text).not.toMatch(/short secret|correct-horse/);
  }
});

test.each([
  ["trget", "target"],
  ["stag", "stage"],
  ["migrations", "migration"],
])("an unknown key %s is refused with the suggestion %s", (key, suggestion) => {
  expect(faults({ ...whole(), [key]: 1 })[0]).toContain(`did you mean ${suggestion}?`);
});

test("an unknown key that is like none gets no suggestion, at any level", () => {
  expect(faults(whole({ "target.atRest.colour": "red" }))).toStrictEqual([
    'target.atRest.colour: found "red"; expected no such key; known: enabled, kmsKeyId',
  ]);
});

test("only the keys of the project's own namespace are read", () => {
  const config = Object.fromEntries(
    Object.entries(whole()).map(([key, value]) => [
      `${namespace}:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  expect(settingsFrom({ ...config, "aws:region": "us-east-1", "other:stage": "nonsense" }).stage).toBe("prepare");
});
