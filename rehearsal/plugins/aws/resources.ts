// The resource types that the stand-in serves.
import { peeringConnectionOptions } from "./ec2/peeringConnectionOptions.ts";
import { route } from "./ec2/route.ts";
import { securityGroup } from "./ec2/securityGroup.ts";
import { securityGroupEgressRule, securityGroupIngressRule } from "./ec2/securityGroupRule.ts";
import { vpcPeeringConnection } from "./ec2/vpcPeeringConnection.ts";
import { vpcPeeringConnectionAccepter } from "./ec2/vpcPeeringConnectionAccepter.ts";
import { parameterGroup } from "./elasticache/parameterGroup.ts";
import { replicationGroup } from "./elasticache/replicationGroup.ts";
import { subnetGroup } from "./elasticache/subnetGroup.ts";
import type { ResourceType } from "./resourceType.ts";

const types: ReadonlyMap<string, ResourceType> = new Map(
  [
    parameterGroup,
    peeringConnectionOptions,
    replicationGroup,
    route,
    securityGroup,
    securityGroupEgressRule,
    securityGroupIngressRule,
    subnetGroup,
    vpcPeeringConnection,
    vpcPeeringConnectionAccepter,
  ].map((type) => [type.token, type]),
);

export function resourceTypeOf(token: string): ResourceType {
  const type = types.get(token);
  if (type !== undefined) return type;
  throw new Error(
    `the resource type ${token} is not supported by the stand-in for the aws provider; it has ${[...types.keys()].join(", ")}`,
  );
}
