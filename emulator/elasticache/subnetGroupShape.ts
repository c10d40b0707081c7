// A subnet group as the API shows it.
import type { CacheSubnetGroup } from "@aws-sdk/client-elasticache";
import type { SubnetGroup } from "./state.ts";

export function subnetGroupShape(group: SubnetGroup): CacheSubnetGroup {
  return {
    CacheSubnetGroupName: group.name,
    CacheSubnetGroupDescription: group.description,
    VpcId: group.vpcId,
    Subnets: group.subnets.map(({ id, availabilityZone }) => ({
      SubnetIdentifier: id,
      SubnetAvailabilityZone: { Name: availabilityZone },
      SupportedNetworkTypes: ["ipv4"],
    })),
    ARN: group.arn,
    SupportedNetworkTypes: ["ipv4"],
  };
}
