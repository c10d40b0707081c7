// Cache parameter groups, as the real client sees them.
import {
  CreateCacheParameterGroupCommand,
  DeleteCacheParameterGroupCommand,
  DescribeCacheParameterGroupsCommand,
  DescribeCacheParametersCommand,
  ModifyCacheParameterGroupCommand,
} from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultOf } from "../subject.ts";
import { startService } from "./service.ts";
import type { Service } from "./service.ts";

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const create = async (part: string) => {
  const CacheParameterGroupName = `${service.run}-${part}`;
  const group = { CacheParameterGroupName, CacheParameterGroupFamily: "redis7", Description: "conformance" };
  await service.client.send(new CreateCacheParameterGroupCommand(group));
  return CacheParameterGroupName;
};
const modify = (CacheParameterGroupName: string, values: Record<string, string>) =>
  service.client.send(
    new ModifyCacheParameterGroupCommand({
      CacheParameterGroupName,
      ParameterNameValues: Object.entries(values).map(([ParameterName, ParameterValue]) => ({
        ParameterName,
        ParameterValue,
      })),
    }),
  );
const userValues = async (CacheParameterGroupName: string) => {
  const { Parameters = [] } = await service.client.send(
    new DescribeCacheParametersCommand({ CacheParameterGroupName, Source: "user" }),
  );
  return Object.fromEntries(
    Parameters.map(({ ParameterName = "", ParameterValue }) => [ParameterName, ParameterValue]),
  );
};

test("a parameter group makes the round trip", async () => {
  const { client } = service;
  const name = await create("trip");
  expect(await userValues(name)).toStrictEqual({});
  await modify(name, { databases: "32", "maxmemory-policy": "noeviction" });
  expect(await userValues(name)).toStrictEqual({ databases: "32", "maxmemory-policy": "noeviction" });
  const described = await client.send(new DescribeCacheParameterGroupsCommand({ CacheParameterGroupName: name }));
  expect(described.CacheParameterGroups?.[0]).toMatchObject({
    CacheParameterGroupName: name,
    CacheParameterGroupFamily: "redis7",
    Description: "conformance",
  });
  await client.send(new DeleteCacheParameterGroupCommand({ CacheParameterGroupName: name }));
  expect(await faultOf(userValues(name))).toStrictEqual({
    name: "CacheParameterGroupNotFoundFault",
    code: "CacheParameterGroupNotFound",
    status: 404,
  });
});

test("a refused value changes nothing of its call", async () => {
  const name = await create("refused");
  const refused = { name: "InvalidParameterValueException", code: "InvalidParameterValue", status: 400 };
  for (const wrong of [
    { "no-such-parameter": "1" },
    { "maxmemory-policy": "sometimes" },
    { databases: "0" },
    { databases: "many" },
    { appendonly: "yes" },
  ]) {
    expect(await faultOf(modify(name, { timeout: "30", ...wrong }))).toStrictEqual(refused);
  }
  expect(await userValues(name)).toStrictEqual({});
  await service.client.send(new DeleteCacheParameterGroupCommand({ CacheParameterGroupName: name }));
});

test("the default groups exist, and long lists come in pages", async () => {
  const { client } = service;
  const CacheParameterGroupName = "default.redis7";
  const names: string[] = [];
  let Marker: string | undefined;
  let pages = 0;
  do {
    const answer = await client.send(
      new DescribeCacheParametersCommand({
        CacheParameterGroupName,
        MaxRecords: 20,
        ...(Marker === undefined ? {} : { Marker }),
      }),
    );
    names.push(...(answer.Parameters ?? []).map(({ ParameterName = "" }) => ParameterName));
    Marker = answer.Marker;
    pages++;
  } while (Marker !== undefined && pages < 50);
  expect(pages).toBeGreaterThan(1);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("databases");
  expect(names).toContain("reserved-memory-percent");
});
