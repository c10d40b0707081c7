// A migration in cluster mode whose nodes fail: a completion that does not come about, a forced stop without a node.
import { rmdir, mkdir, readlink, rm } from "node:fs/promises";
import { EC2Client, RevokeSecurityGroupIngressCommand } from "@aws-sdk/client-ec2";
import {
  CompleteMigrationCommand,
  DeleteReplicationGroupCommand,
  DescribeCacheClustersCommand,
} from "@aws-sdk/client-elasticache";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clusterWorld, createClusterTarget, nodeAddresses, serversOf, startFrom } from "./clusterWorld.ts";
import { groupOf, messagesOf, startSubject, until } from "./subject.ts";
import type { Subject } from "./subject.ts";

// Clusters take seconds to form, on a busy machine many.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let subject: Subject;
beforeEach(async () => {
  subject = await startSubject(new Map(), clusterWorld);
});
afterEach(() => subject.close());

const complete = (id: string, Force = false) =>
  subject.client.send(new CompleteMigrationCommand({ ReplicationGroupId: id, Force }));
const untilEvent = (id: string, message: string) =>
  until(
    message,
    () => messagesOf(subject.client, id),
    (all) => all.includes(message),
    60_000,
  );
const untilLink = (address: string, status: string) =>
  until(
    `the link of ${address} ${status}`,
    // It is started anew meanwhile, and does not answer then.
    async () => {
      const redis = await subject.redis(address).catch(() => undefined);
      return redis === undefined ? "it does not answer" : redis.info("replication").catch(String);
    },
    (info) => info.includes(`master_link_status:${status}`),
    30_000,
  );

async function migrating(id: string): Promise<string[]> {
  const nodes = await nodeAddresses(subject.client, await createClusterTarget(subject.client, id));
  await startFrom(subject.client, id);
  for (const node of nodes) await untilLink(node, "up");
  return nodes;
}

test("a completion that cannot save a node's data fails, and the links are watched again", async () => {
  const [first = ""] = await migrating("unsaved");
  const { pid = 0 } = (await serversOf(subject, "unsaved")).find(({ name }) => name === "unsaved-0001-001") ?? {};
  // A directory in the file's place cannot be written over.
  const file = `${await readlink(`/proc/${pid}/cwd`)}/dump.rdb`;
  await rm(file, { force: true });
  await mkdir(`${file}/full`, { recursive: true });
  await complete("unsaved");
  await untilEvent("unsaved", "Complete Migration failed for unsaved: a node is undergoing a replacement");
  expect((await groupOf(subject.client, "unsaved")).Status).toBe("migrating");
  await rmdir(`${file}/full`);
  await rmdir(file);
  const { ec2, rule } = network();
  await ec2.send(new RevokeSecurityGroupIngressCommand(rule));
  ec2.destroy();
  await untilLink(first, "down");
  await complete("unsaved", true);
  await untilEvent("unsaved", "Complete Migration successful for unsaved");
  expect((await groupOf(subject.client, "unsaved")).Status).toBe("available");
});

test("a forced stop without one node ends the migration, and leaves a group that can be removed", async () => {
  const nodes = await migrating("crippled");
  await subject.put("faults", [{ kind: "serverDies", server: "crippled-0002-002" }]);
  await complete("crippled");
  await untilEvent("crippled", "Complete Migration failed for crippled: a node is undergoing a replacement");
  await complete("crippled", true);
  await untilEvent("crippled", "Complete Migration successful for crippled");
  expect((await groupOf(subject.client, "crippled")).Status).toBe("modifying");
  const living = await Promise.all(nodes.slice(0, 3).map(async (node) => (await subject.redis(node)).info("cluster")));
  for (const info of living) expect(info).toContain("cluster_enabled:1");
  expect((await serversOf(subject, "crippled")).map(({ role }) => role)).toStrictEqual([
    "master",
    "slave",
    "master",
    "dead",
  ]);
  await subject.client.send(new DeleteReplicationGroupCommand({ ReplicationGroupId: "crippled" }));
  await until(
    "the end of its servers",
    () => serversOf(subject, "crippled"),
    (all) => all.length === 0,
    30_000,
  );
});

test("a replaced node follows its source again, also when it was a shard's primary", async () => {
  const nodes = await migrating("renewed");
  await subject.put("delays", { completeMs: 20 });
  const refused = "Complete Migration failed for renewed: a node is undergoing a replacement";
  for (const [index, server] of [
    [0, "renewed-0001-001"],
    [3, "renewed-0002-002"],
  ] as const) {
    await subject.put("faults", [{ kind: "replaceNode", server, afterMs: 2_000 }]);
    const before = (await messagesOf(subject.client, "renewed")).length;
    await complete("renewed");
    await until(
      "the refusal",
      async () => (await messagesOf(subject.client, "renewed")).slice(before),
      (all) => all.includes(refused),
      60_000,
    );
    await until(
      "the new node",
      () => subject.client.send(new DescribeCacheClustersCommand({ CacheClusterId: server })),
      ({ CacheClusters }) => CacheClusters?.[0]?.CacheClusterStatus === "available",
      60_000,
    );
    await untilLink(nodes[index] ?? "", "up");
  }
  await complete("renewed");
  await untilEvent("renewed", "Complete Migration successful for renewed");
  expect((await serversOf(subject, "renewed")).map(({ role }) => role)).toStrictEqual([
    "master",
    "slave",
    "master",
    "slave",
  ]);
});

test("a group that is deleted before its migration has begun does not come back as migrating", async () => {
  await createClusterTarget(subject.client, "brief");
  await subject.put("delays", { startModifyingMs: 1_000, deleteMs: 3_000 });
  await startFrom(subject.client, "brief");
  await subject.put("faults", [{ kind: "serverDies", server: "brief-0001-002" }]);
  await until(
    "the death",
    () => messagesOf(subject.client, "brief"),
    (all) => all.some((one) => one.includes("has failed")),
  );
  await subject.client.send(new DeleteReplicationGroupCommand({ ReplicationGroupId: "brief" }));
  const seen = new Set<string>();
  await until(
    "the deletion",
    () =>
      groupOf(subject.client, "brief").then(
        ({ Status = "" }) => Status,
        (error: unknown) => (error as Error).name,
      ),
    (status) => {
      seen.add(status);
      return status === "ReplicationGroupNotFoundFault";
    },
    30_000,
  );
  expect([...seen]).toStrictEqual(["deleting", "ReplicationGroupNotFoundFault"]);
});

function network() {
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "none" };
  const ec2 = new EC2Client({ endpoint: subject.url, region: "us-east-1", credentials });
  const UserIdGroupPairs = [{ GroupId: "sg-nodes" }];
  const IpPermissions = [{ IpProtocol: "tcp", FromPort: 6379, ToPort: 6379, UserIdGroupPairs }];
  return { ec2, rule: { GroupId: "sg-source", IpPermissions } };
}
