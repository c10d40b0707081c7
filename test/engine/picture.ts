// Target and path as the emulated AWS has them, in whole values: what a frozen stack must not change.
import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcPeeringConnectionsCommand,
} from "@aws-sdk/client-ec2";
import {
  DescribeCacheParameterGroupsCommand,
  DescribeCacheParametersCommand,
  DescribeCacheSubnetGroupsCommand,
  DescribeReplicationGroupsCommand,
} from "@aws-sdk/client-elasticache";
import type { Operation } from "../../rehearsal/engine.ts";
import type { Stand } from "./stand.ts";

/** Empty lists where something is not, or not any more. */
export async function picture({ aws }: Stand) {
  const { elastiCache } = aws;
  const ec2 = await aws.ec2("target");
  const groups = (await elastiCache.send(new DescribeReplicationGroupsCommand())).ReplicationGroups ?? [];
  const subnetGroups = (await elastiCache.send(new DescribeCacheSubnetGroupsCommand())).CacheSubnetGroups ?? [];
  const parameterGroups =
    (await elastiCache.send(new DescribeCacheParameterGroupsCommand())).CacheParameterGroups ?? [];
  const made = parameterGroups.filter(({ CacheParameterGroupName: name }) => !name?.startsWith("default."));
  const parameters = made.map(async ({ CacheParameterGroupName }) => {
    const asked = new DescribeCacheParametersCommand({ CacheParameterGroupName, Source: "user" });
    return (await elastiCache.send(asked)).Parameters ?? [];
  });
  return {
    groups,
    subnetGroups,
    parameters: await Promise.all(parameters),
    securityGroups: (await ec2.send(new DescribeSecurityGroupsCommand())).SecurityGroups ?? [],
    rules: (await ec2.send(new DescribeSecurityGroupRulesCommand())).SecurityGroupRules ?? [],
    routeTables: (await ec2.send(new DescribeRouteTablesCommand())).RouteTables ?? [],
    // A deleted connection stays listed for a while, on AWS too.
    peerings: ((await ec2.send(new DescribeVpcPeeringConnectionsCommand())).VpcPeeringConnections ?? []).filter(
      ({ Status }) => Status?.Code !== "deleted",
    ),
  };
}

/** What is not left as it is, as `operation name`; providers are none of the program's resources. */
export function touched({ steps }: Operation): string[] {
  return Object.entries(steps)
    .filter(([urn, operation]) => operation !== "same" && !urn.includes("::pulumi:providers:"))
    .map(([urn, operation]) => `${operation} ${urn.split("::").slice(3).join("::")}`)
    .sort();
}
