// Encryption in transit and access, step by step through the API, with servers that ask for the token.
import {
  DescribeCacheClustersCommand,
  ModifyReplicationGroupCommand,
  type ModifyReplicationGroupCommandInput,
} from "@aws-sdk/client-elasticache";
import { once } from "node:events";
import { connect } from "node:net";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClusterTarget, nodeAddresses } from "../clusterWorld.ts";
import { createTarget, endpointsOf, faultOf, groupOf, startSubject, untilStatus } from "../subject.ts";
import type { Subject } from "../subject.ts";

let subject: Subject;
beforeAll(async () => {
  subject = await startSubject();
});
afterAll(async () => {
  await subject.close();
});

const first = "first-token-of-the-group";
const second = "second-token-of-the-group";

async function modify(id: string, change: Partial<ModifyReplicationGroupCommandInput>) {
  const { client } = subject;
  await client.send(new ModifyReplicationGroupCommand({ ReplicationGroupId: id, ApplyImmediately: true, ...change }));
  return untilStatus(client, id, "available");
}

/** The first word that each node of the group says to a connection with this token, or without one. */
async function answers(id: string, token?: string): Promise<string[]> {
  const { primary, reader } = endpointsOf(await groupOf(subject.client, id));
  return Promise.all(
    [primary, reader].map((address) => firstWord(address, token === undefined ? "PING" : `AUTH ${token}`)),
  );
}

async function firstWord(address: string, command: string): Promise<string> {
  const [host = "", port = ""] = address.split(":");
  const socket = connect({ host, port: Number(port), timeout: 5_000 });
  socket.on("timeout", () => socket.destroy(new Error(`${address} does not answer`)));
  try {
    socket.write(`${command}\r\n`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    return answer.toString().split(/[ \r]/, 1)[0] ?? "";
  } finally {
    socket.destroy();
  }
}

test("a group goes from plain to required encryption, gets a token, changes it and goes over to a user group", async () => {
  const { client } = subject;
  const id = "stepwise";
  const plain = await createTarget(client, id);
  expect(plain).toMatchObject({ TransitEncryptionEnabled: false, AuthTokenEnabled: false, UserGroupIds: [] });
  expect(plain).not.toHaveProperty("TransitEncryptionMode");

  const preferred = await modify(id, { TransitEncryptionEnabled: true, TransitEncryptionMode: "preferred" });
  expect(preferred).toMatchObject({ TransitEncryptionEnabled: true, TransitEncryptionMode: "preferred" });
  const early = modify(id, { AuthToken: first, AuthTokenUpdateStrategy: "ROTATE" });
  expect(await faultOf(early)).toMatchObject({ code: "InvalidParameterCombination" });
  expect(await modify(id, { TransitEncryptionMode: "required" })).toMatchObject({
    TransitEncryptionEnabled: true,
    TransitEncryptionMode: "required",
  });
  expect(await answers(id)).toStrictEqual(["+PONG", "+PONG"]);

  const rotated = await modify(id, { AuthToken: first, AuthTokenUpdateStrategy: "ROTATE" });
  expect(rotated).toMatchObject({ AuthTokenEnabled: true, AuthTokenLastModifiedDate: expect.any(Date) as Date });
  expect(await answers(id)).toStrictEqual(["+PONG", "+PONG"]);
  await modify(id, { AuthToken: first, AuthTokenUpdateStrategy: "SET" });
  expect(await answers(id)).toStrictEqual(["-NOAUTH", "-NOAUTH"]);
  expect(await answers(id, first)).toStrictEqual(["+OK", "+OK"]);

  await modify(id, { AuthToken: second, AuthTokenUpdateStrategy: "ROTATE" });
  expect([await answers(id, first), await answers(id, second)]).toStrictEqual([
    ["+OK", "+OK"],
    ["+OK", "+OK"],
  ]);
  await modify(id, { AuthToken: second, AuthTokenUpdateStrategy: "SET" });
  expect(await answers(id, first)).toStrictEqual(["-WRONGPASS", "-WRONGPASS"]);

  const cluster = new DescribeCacheClustersCommand({ CacheClusterId: `${id}-002` });
  expect((await client.send(cluster)).CacheClusters?.[0]).toMatchObject({
    AuthTokenEnabled: true,
    TransitEncryptionEnabled: true,
    TransitEncryptionMode: "required",
  });
  const users = await modify(id, { UserGroupIdsToAdd: ["team"], AuthTokenUpdateStrategy: "DELETE" });
  expect(users).toMatchObject({ AuthTokenEnabled: false, UserGroupIds: ["team"] });
  expect(await answers(id)).toStrictEqual(["+PONG", "+PONG"]);
  expect(await modify(id, { UserGroupIdsToRemove: ["team"] })).toMatchObject({ UserGroupIds: [] });

  const seen = JSON.stringify([await subject.get("log"), await subject.get("world"), subject.complaints]);
  expect(seen).toContain("AuthTokenUpdateStrategy");
  expect(seen).not.toContain(first);
  expect(seen).not.toContain(second);
});

test("a group is created with a token, and its nodes replicate and ask for it from the start", async () => {
  const group = await createTarget(subject.client, "guarded", { TransitEncryptionEnabled: true, AuthToken: first });
  expect(group).toMatchObject({ AuthTokenEnabled: true, TransitEncryptionMode: "required" });
  expect(await answers("guarded")).toStrictEqual(["-NOAUTH", "-NOAUTH"]);
  const { primary, reader } = endpointsOf(group);
  const [writer, replica] = [primary, reader].map((address) => {
    const [host = "", port = ""] = address.split(":");
    return new Redis({ host, port: Number(port), password: first });
  });
  try {
    await writer?.set("key", "value");
    await expect.poll(() => replica?.get("key")).toBe("value");
  } finally {
    writer?.disconnect();
    replica?.disconnect();
  }
});

test("a group with cluster mode gets a token on every node, and keeps its mode", async () => {
  const { client } = subject;
  const id = "sharded";
  const group = await createClusterTarget(client, id, { TransitEncryptionEnabled: true });
  await modify(id, { AuthToken: first, AuthTokenUpdateStrategy: "SET" });
  const words = (await nodeAddresses(client, group)).map((address) => firstWord(address, "PING"));
  expect(await Promise.all(words)).toStrictEqual(["-NOAUTH", "-NOAUTH", "-NOAUTH", "-NOAUTH"]);
  const refused: [Partial<ModifyReplicationGroupCommandInput>, RegExp][] = [
    [{ SnapshotRetentionLimit: 7, SnapshottingClusterId: `${id}-001` }, /Cannot set snapshotting cluster/],
    [{ CacheParameterGroupName: "default.redis7" }, /cluster-enabled of default.redis7 does not fit sharded/],
    [{ AutomaticFailoverEnabled: false, MultiAZEnabled: false }, /auto failover turned off/],
  ];
  for (const [change, words] of refused) await expect(modify(id, change)).rejects.toThrow(words);
  expect(await modify(id, { SnapshotRetentionLimit: 7 })).toMatchObject({ SnapshotRetentionLimit: 7 });
});

test("a group takes changes with one node in all, and a cluster with one node in each shard", async () => {
  const { client } = subject;
  const single = { AutomaticFailoverEnabled: false, MultiAZEnabled: false, NumCacheClusters: 1 };
  await createTarget(client, "lone", single);
  await createClusterTarget(client, "thin", { ReplicasPerNodeGroup: 0, MultiAZEnabled: false });
  for (const id of ["lone", "thin"]) {
    expect(await modify(id, { SnapshotRetentionLimit: 3 })).toMatchObject({ SnapshotRetentionLimit: 3 });
  }
});

test("a refused change leaves the group as it was", async () => {
  const { client } = subject;
  await createTarget(client, "steady");
  const refused: [Partial<ModifyReplicationGroupCommandInput>, string][] = [
    [{ TransitEncryptionEnabled: true, TransitEncryptionMode: "required" }, "InvalidParameterCombination"],
    [{ TransitEncryptionMode: "preferred" }, "InvalidParameterCombination"],
    [
      { TransitEncryptionEnabled: true, TransitEncryptionMode: "preferred", ApplyImmediately: false },
      "InvalidParameterCombination",
    ],
    [{ UserGroupIdsToAdd: ["team"] }, "InvalidParameterCombination"],
    [{ SnapshottingClusterId: "other-001", SnapshotRetentionLimit: 1 }, "InvalidParameterValue"],
  ];
  for (const [change, code] of refused) {
    expect(await faultOf(modify("steady", change)), JSON.stringify(change)).toMatchObject({ code });
  }
  const unknown = { TransitEncryptionEnabled: true, UserGroupIds: ["nobody"] };
  expect(await faultOf(createTarget(client, "unknown", unknown))).toMatchObject({
    code: "UserGroupNotFound",
    status: 404,
  });
  expect(await groupOf(client, "steady")).toMatchObject({
    Status: "available",
    TransitEncryptionEnabled: false,
    AuthTokenEnabled: false,
    SnapshotRetentionLimit: 0,
  });
});
