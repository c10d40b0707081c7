// The life of a replication group, as the real client sees it.
import {
  AddTagsToResourceCommand,
  CreateCacheSubnetGroupCommand,
  CreateReplicationGroupCommand,
  DeleteCacheSubnetGroupCommand,
  DeleteReplicationGroupCommand,
  DescribeCacheClustersCommand,
  DescribeEventsCommand,
  DescribeReplicationGroupsCommand,
  ListTagsForResourceCommand,
  ModifyReplicationGroupCommand,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-elasticache";
import type { CreateReplicationGroupCommandInput } from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultOf, groupOf, until } from "../subject.ts";
import { conformanceLimitMs, startService } from "./service.ts";
import type { Service } from "./service.ts";

let service: Service;
let subnetGroup: string;
beforeAll(async () => {
  service = await startService();
  subnetGroup = `${service.run}-zones`;
  await service.client.send(
    new CreateCacheSubnetGroupCommand({
      CacheSubnetGroupName: subnetGroup,
      CacheSubnetGroupDescription: "conformance",
      SubnetIds: [...service.subnetIds],
    }),
  );
});
afterAll(async () => {
  await service.client.send(new DeleteCacheSubnetGroupCommand({ CacheSubnetGroupName: subnetGroup }));
  await service.close();
});

const wish = (id: string, change: Partial<CreateReplicationGroupCommandInput> = {}) => ({
  ReplicationGroupId: id,
  ReplicationGroupDescription: "conformance",
  Engine: "redis",
  EngineVersion: "7.0",
  CacheNodeType: "cache.t4g.micro",
  NumCacheClusters: 2,
  AutomaticFailoverEnabled: true,
  MultiAZEnabled: true,
  CacheSubnetGroupName: subnetGroup,
  ...change,
});
const create = (id: string, change: Partial<CreateReplicationGroupCommandInput> = {}) =>
  service.client.send(new CreateReplicationGroupCommand(wish(id, change)));
const reached = (id: string, status: string) =>
  until(
    `${id} ${status}`,
    () => groupOf(service.client, id),
    ({ Status }) => Status === status,
    service.patienceMs,
  );
const remove = async (id: string) => {
  await service.client.send(new DeleteReplicationGroupCommand({ ReplicationGroupId: id }));
  await until(
    `the end of ${id}`,
    () => faultOf(groupOf(service.client, id)),
    ({ name }) => name === "ReplicationGroupNotFoundFault",
    service.patienceMs,
  );
};

test(
  "a group is created, shown with its nodes, tagged, changed and deleted",
  { timeout: conformanceLimitMs },
  async () => {
    const { client, run } = service;
    const id = `${run}-life`;
    const created = await create(id.toUpperCase(), { Tags: [{ Key: "team", Value: "platform" }], Port: 6390 });
    expect(created.ReplicationGroup).toMatchObject({ ReplicationGroupId: id, Status: "creating", MultiAZ: "enabled" });
    const group = await reached(id, "available");
    expect(group).toMatchObject({
      Description: "conformance",
      MemberClusters: [`${id}-001`, `${id}-002`],
      AutomaticFailover: "enabled",
      ClusterEnabled: false,
      TransitEncryptionEnabled: false,
      AtRestEncryptionEnabled: false,
      AuthTokenEnabled: false,
      CacheNodeType: "cache.t4g.micro",
      SnapshotRetentionLimit: 0,
    });
    expect(group.ReplicationGroupCreateTime).toBeInstanceOf(Date);
    const [nodes] = group.NodeGroups ?? [];
    expect(nodes?.PrimaryEndpoint?.Port).toBe(6390);
    expect(nodes?.ReaderEndpoint?.Port).toBe(6390);
    expect(
      nodes?.NodeGroupMembers?.map(({ CacheClusterId, CurrentRole }) => [CacheClusterId, CurrentRole]),
    ).toStrictEqual([
      [`${id}-001`, "primary"],
      [`${id}-002`, "replica"],
    ]);
    const zones = nodes?.NodeGroupMembers?.map(({ PreferredAvailabilityZone }) => PreferredAvailabilityZone);
    expect(new Set(zones).size).toBe(2);

    const { CacheClusters } = await client.send(
      new DescribeCacheClustersCommand({ CacheClusterId: `${id}-001`, ShowCacheNodeInfo: true }),
    );
    expect(CacheClusters?.[0]).toMatchObject({
      ReplicationGroupId: id,
      Engine: "redis",
      CacheClusterStatus: "available",
      CacheSubnetGroupName: subnetGroup,
      CacheParameterGroup: { CacheParameterGroupName: "default.redis7" },
    });
    expect(CacheClusters?.[0]?.EngineVersion).toMatch(/^7\.0\.\d+$/);
    expect(CacheClusters?.[0]?.CacheNodes?.[0]?.Endpoint?.Port).toBe(6390);

    const ResourceName = group.ARN;
    await client.send(new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: "stage", Value: "" }] }));
    await client.send(new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: ["team"] }));
    const { TagList } = await client.send(new ListTagsForResourceCommand({ ResourceName }));
    expect(TagList?.map(({ Key, Value }) => [Key, Value ?? ""])).toStrictEqual([["stage", ""]]);
    const absent = new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: ["absent"] });
    expect(await faultOf(client.send(absent))).toStrictEqual({
      name: "TagNotFoundFault",
      code: "TagNotFound",
      status: 404,
    });

    const modified = await client.send(
      new ModifyReplicationGroupCommand({ ReplicationGroupId: id, SnapshotRetentionLimit: 2, ApplyImmediately: true }),
    );
    expect(modified.ReplicationGroup?.ReplicationGroupId).toBe(id);
    await until(
      "the new retention",
      () => groupOf(client, id),
      ({ Status, SnapshotRetentionLimit }) => Status === "available" && SnapshotRetentionLimit === 2,
      service.patienceMs,
    );
    await remove(id);
  },
);

test("a group is refused with AWS's own faults", async () => {
  const { client, run } = service;
  const missing = new DescribeReplicationGroupsCommand({ ReplicationGroupId: `${run}-none` });
  expect(await faultOf(client.send(missing))).toStrictEqual({
    name: "ReplicationGroupNotFoundFault",
    code: "ReplicationGroupNotFoundFault",
    status: 404,
  });
  const value = { name: "InvalidParameterValueException", code: "InvalidParameterValue", status: 400 };
  const combination = {
    name: "InvalidParameterCombinationException",
    code: "InvalidParameterCombination",
    status: 400,
  };
  const cases: [Partial<CreateReplicationGroupCommandInput>, object][] = [
    [{ ReplicationGroupId: "ends-with-" }, value],
    [{ ReplicationGroupId: "a".repeat(41) }, value],
    [{ NumCacheClusters: 1 }, combination],
    [{ AutomaticFailoverEnabled: false }, combination],
    [{ EngineVersion: "9.9" }, combination],
    [{ CacheParameterGroupName: `${run}-none` }, { name: "CacheParameterGroupNotFoundFault", status: 404 }],
    [{ CacheSubnetGroupName: `${run}-none` }, { name: "CacheSubnetGroupNotFoundFault", status: 400 }],
  ];
  for (const [change, fault] of cases) {
    expect(await faultOf(create(`${run}-refused`, change)), JSON.stringify(change)).toMatchObject(fault);
  }
});

test("events are listed by source and time", async () => {
  const { client } = service;
  const incomplete = new DescribeEventsCommand({ SourceIdentifier: "nobody" });
  expect(await faultOf(client.send(incomplete))).toMatchObject({ name: "InvalidParameterCombinationException" });
  const none = await client.send(
    new DescribeEventsCommand({ SourceIdentifier: "nobody", SourceType: "replication-group", Duration: 60 }),
  );
  expect(none.Events).toStrictEqual([]);
});
