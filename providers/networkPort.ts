// The network side of the core's ports: what EC2 tells of both sides and of the connection between them, each side by its
// own identity and region.
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Answer, ConnectionReading, SideReading } from "../migration/networkReading.ts";
import type { PathPlan, Plan, SidePlan } from "../migration/plan.ts";
import type { NetworkPort } from "../migration/ports.ts";
import type { ConfigReader } from "./awsAccess.ts";
import { answerTo, sourceClient, targetClient, type Asking } from "./ec2Access.ts";
import { readAcls, readPeering, readRouteTables, readSecurityGroups, readSubnets } from "./ec2Readings.ts";

export function networkPort(read: ConfigReader, { path }: Plan): NetworkPort {
  return {
    read: async (targetSecurityGroupIds, signal) => {
      // Assumed anew for each look, which takes less time than any session lasts.
      const ofSource = await answerTo("sts:AssumeRole", signal, (within) => sourceClient(read, path.source, within));
      const ofTarget = await targetClient(read);
      try {
        const [target, source, connection] = await Promise.all([
          readSide({ client: ofTarget, signal }, path.target, targetSecurityGroupIds),
          ofSource.kind === "unread"
            ? { securityGroups: ofSource, subnets: ofSource, routeTables: ofSource, acls: ofSource }
            : readSide({ client: ofSource.value, signal }, path.source, [path.source.securityGroupId]),
          readConnection({ client: ofTarget, signal }, path),
        ]);
        return { target, source, connection };
      } finally {
        ofTarget.destroy();
        if (ofSource.kind === "read") ofSource.value.destroy();
      }
    },
  };
}

interface Look {
  readonly client: EC2Client;
  readonly signal: AbortSignal;
}

async function readSide(look: Look, side: SidePlan, securityGroupIds: readonly string[]): Promise<SideReading> {
  const [securityGroups, subnets, routeTables, acls] = await Promise.all([
    securityGroupIds.length === 0
      ? noGroups
      : ask(look, "ec2:DescribeSecurityGroupRules", (asking) => readSecurityGroups(asking, securityGroupIds)),
    ask(look, "ec2:DescribeSubnets", (asking) => readSubnets(asking, side.subnetIds)),
    ask(look, "ec2:DescribeRouteTables", (asking) => readRouteTables(asking, side)),
    ask(look, "ec2:DescribeNetworkAcls", (asking) => readAcls(asking, side.subnetIds)),
  ]);
  return { securityGroups, subnets, routeTables, acls };
}

/** An empty filter would find the groups of everybody. */
const noGroups: Answer<never> = {
  kind: "unread",
  action: "elasticache:DescribeCacheClusters",
  denied: false,
  why: "AWS names no security group of the nodes",
};

async function readConnection(look: Look, path: PathPlan): Promise<Answer<ConnectionReading>> {
  if (path.mode === "sameVpc") return { kind: "read", value: { kind: "sameVpc" } };
  if (path.transitGatewayId !== "") {
    return { kind: "read", value: { kind: "transitGateway", id: path.transitGatewayId } };
  }
  return ask(look, "ec2:DescribeVpcPeeringConnections", (asking) => readPeering(asking, path));
}

function ask<Value>(
  { client, signal }: Look,
  action: string,
  question: (asking: Asking) => Promise<Value>,
): Promise<Answer<Value>> {
  return answerTo(action, signal, (within) => question({ client, within }));
}
