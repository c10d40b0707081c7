// Cache subnet groups, as the real client sees them.
import {
  CreateCacheSubnetGroupCommand,
  DeleteCacheSubnetGroupCommand,
  DescribeCacheSubnetGroupsCommand,
  ModifyCacheSubnetGroupCommand,
} from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultOf } from "../subject.ts";
import { conformanceLimitMs, startService } from "./service.ts";
import type { Service } from "./service.ts";

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const create = (name: string) =>
  service.client.send(
    new CreateCacheSubnetGroupCommand({
      CacheSubnetGroupName: name,
      CacheSubnetGroupDescription: 'made by <conformance> & "friends"',
      SubnetIds: [...service.subnetIds],
    }),
  );

test("a subnet group makes the round trip", { timeout: conformanceLimitMs }, async () => {
  const { client, subnetIds, run } = service;
  const CacheSubnetGroupName = `${run}-trip`;
  const created = await create(CacheSubnetGroupName.toUpperCase());
  expect(created.CacheSubnetGroup?.CacheSubnetGroupName).toBe(CacheSubnetGroupName);
  expect(created.CacheSubnetGroup?.ARN).toMatch(/^arn:aws:elasticache:[a-z0-9-]+:\d{12}:subnetgroup:/);
  expect(created.CacheSubnetGroup?.CacheSubnetGroupDescription).toBe('made by <conformance> & "friends"');
  expect(created.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);

  const [first = ""] = subnetIds;
  await client.send(
    new ModifyCacheSubnetGroupCommand({
      CacheSubnetGroupName,
      CacheSubnetGroupDescription: "changed",
      SubnetIds: [first],
    }),
  );
  const { CacheSubnetGroups } = await client.send(new DescribeCacheSubnetGroupsCommand({ CacheSubnetGroupName }));
  expect(CacheSubnetGroups).toHaveLength(1);
  expect(CacheSubnetGroups?.[0]?.CacheSubnetGroupDescription).toBe("changed");
  expect(CacheSubnetGroups?.[0]?.Subnets?.map(({ SubnetIdentifier }) => SubnetIdentifier)).toStrictEqual([first]);
  expect(CacheSubnetGroups?.[0]?.VpcId).toMatch(/^vpc-/);

  await client.send(new DeleteCacheSubnetGroupCommand({ CacheSubnetGroupName }));
  expect(await faultOf(client.send(new DescribeCacheSubnetGroupsCommand({ CacheSubnetGroupName })))).toStrictEqual({
    name: "CacheSubnetGroupNotFoundFault",
    code: "CacheSubnetGroupNotFoundFault",
    status: 400,
  });
});

test("a subnet group is refused a second time, and without known subnets", async () => {
  const { client, run } = service;
  const CacheSubnetGroupName = `${run}-twice`;
  await create(CacheSubnetGroupName);
  expect(await faultOf(create(CacheSubnetGroupName))).toStrictEqual({
    name: "CacheSubnetGroupAlreadyExistsFault",
    code: "CacheSubnetGroupAlreadyExists",
    status: 400,
  });
  await client.send(new DeleteCacheSubnetGroupCommand({ CacheSubnetGroupName }));
  const unknown = new CreateCacheSubnetGroupCommand({
    CacheSubnetGroupName: `${run}-unknown`,
    CacheSubnetGroupDescription: "nowhere",
    SubnetIds: ["subnet-00000000000000bad"],
  });
  expect(await faultOf(client.send(unknown))).toStrictEqual({
    name: "InvalidSubnet",
    code: "InvalidSubnet",
    status: 400,
  });
});
