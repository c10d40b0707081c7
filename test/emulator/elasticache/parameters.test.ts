// Parameters reach the servers that run with them.
import {
  CreateCacheParameterGroupCommand,
  DeleteCacheParameterGroupCommand,
  DescribeCacheParametersCommand,
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

const create = async (CacheParameterGroupName: string, values: Record<string, string>, family = "redis7") => {
  const group = { CacheParameterGroupName, CacheParameterGroupFamily: family, Description: "test" };
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

test("databases in cluster mode are a parameter of Valkey 9 alone", async () => {
  await create("many", { "cluster-databases": "3" }, "valkey9");
  const described = async (CacheParameterGroupName: string) => {
    const { Parameters = [] } = await subject.client.send(
      new DescribeCacheParametersCommand({ CacheParameterGroupName }),
    );
    return Parameters.find(({ ParameterName }) => ParameterName === "cluster-databases");
  };
  expect(await described("many")).toMatchObject({ ParameterValue: "3", Source: "user", ChangeType: "requires-reboot" });
  expect(await described("default.valkey9.cluster.on")).toMatchObject({ ParameterValue: "1", Source: "system" });
  expect(await described("default.valkey8.cluster.on")).toBe(undefined);
  await expect(create("old", { "cluster-databases": "3" }, "valkey8")).rejects.toThrow(
    "Could not find parameter with name: cluster-databases",
  );
});

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
