// DescribeServerlessCaches: the names that the world file gives, in its default account and region.
import type {
  DescribeServerlessCachesCommandInput,
  DescribeServerlessCachesCommandOutput,
} from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { serverlessCacheNotFound } from "./faults.ts";
import { arnOf } from "./find.ts";
import { pageOf } from "./paging.ts";

export function describeServerlessCaches(
  { ServerlessCacheName: asked, MaxResults, NextToken }: DescribeServerlessCachesCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<DescribeServerlessCachesCommandOutput, "$metadata"> {
  const all = cloud.places.isDefault(at) ? (cloud.world?.serverlessCaches ?? []) : [];
  const found = asked === undefined ? all : all.filter((name) => name === asked.toLowerCase());
  if (asked !== undefined && found.length === 0) throw serverlessCacheNotFound(asked);
  const { page, Marker } = pageOf(found, { MaxRecords: MaxResults, Marker: NextToken });
  return {
    ServerlessCaches: page.map((name) => ({
      ServerlessCacheName: name,
      Status: "available",
      ARN: arnOf(at, "serverlesscache", name),
    })),
    ...(Marker === undefined ? {} : { NextToken: Marker }),
  };
}
