// Parameters reach the servers that run with them.
import {
  CreateCacheParameterGroupCommand,
  DeleteCacheParameterGroupCommand,
  ModifyCacheParameterGroupCommand,
  ModifyReplicationGroupCommand,
} from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTarget, endpointsOf, faultOf, groupOf, startSubject, until } from "../subject.ts";
import type { Subject } from "../subject.ts";

let subject: Subject;
beforeAll(async () => {
  subject = await startSubject();
});
afterAll(() => subject.close());

const create = async (CacheParameterGroupName: string, values: Record<string, string>) => {
  const group = { CacheParameterGroupName, CacheParameterGroupFamily: "redis7", Description: "test" };
  await subject.client.send(new CreateCacheParameterGroupCommand(group));
  await modify(CacheParameterGroupName, values);
};
const modify = (CacheParameterGroupName: string, values: Record<string, string>) =>
  subject.client.send(
    new ModifyCacheParameterGroupCommand({
      CacheParameterGroupName,
      ParameterNameValues: Object.entries(values).map(([ParameterName, ParameterValue]) => ({
        ParameterName,
        ParameterValue,
      })),
    }),
  );
const use = (CacheParameterGroupName: string) =>
  subject.client.send(new ModifyReplicationGroupCommand({ ReplicationGroupId: "tuned", CacheParameterGroupName }));

test("a group starts with its parameters, follows their changes and another group's", async () => {
  await create("first", { databases: "32", "maxmemory-policy": "noeviction" });
  await create("second", { databases: "32", timeout: "7" });
  await create("narrow", { databases: "8" });
  const { primary, reader } = endpointsOf(
    await createTarget(subject.client, "tuned", { CacheParameterGroupName: "first" }),
  );
  const nodes = [await subject.redis(primary), await subject.redis(reader)];
  const policies = () =>
    Promise.all(nodes.map(async (node) => /maxmemory_policy:(\S+)/.exec(await node.info("memory"))?.[1]));
  for (const node of nodes) {
    expect(await node.select(31)).toBe("OK");
    await expect(node.select(32)).rejects.toThrow("out of range");
  }
  expect(await policies()).toStrictEqual(["noeviction", "noeviction"]);

  await modify("first", { "maxmemory-policy": "allkeys-lru" });
  expect(await policies()).toStrictEqual(["allkeys-lru", "allkeys-lru"]);
  await expect(modify("first", { databases: "64" })).rejects.toThrow("databases cannot be modified while");
  await expect(use("narrow")).rejects.toThrow("must be the same in both parameter groups, not 32 and 8");
  expect(
    await faultOf(subject.client.send(new DeleteCacheParameterGroupCommand({ CacheParameterGroupName: "first" }))),
  ).toMatchObject({ code: "InvalidCacheParameterGroupState", status: 400 });

  await use("second");
  await until(
    "the change",
    () => groupOf(subject.client, "tuned"),
    ({ Status }) => Status === "available",
  );
  expect(await policies()).toStrictEqual(["volatile-lru", "volatile-lru"]);
});
