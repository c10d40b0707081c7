import type {
  DescribeVpcPeeringConnectionsCommandInput,
  DescribeVpcPeeringConnectionsCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { peeringNotFound } from "./faults.ts";
import { chosen, passes } from "./filters.ts";
import { shownPeering } from "./peering.ts";

export function describeVpcPeeringConnections(
  input: DescribeVpcPeeringConnectionsCommandInput,
  at: Place,
): Omit<DescribeVpcPeeringConnectionsCommandOutput, "$metadata"> {
  const found = chosen(at.ec2.peeringConnections, input.VpcPeeringConnectionIds, peeringNotFound).filter((one) =>
    passes(input.Filters, at.ec2, one.id, (name) => {
      if (name === "vpc-peering-connection-id") return [one.id];
      if (name === "status-code") return [one.status];
      if (name === "requester-vpc-info.vpc-id") return [one.requester.vpcId];
      if (name === "requester-vpc-info.owner-id") return [one.requester.ownerId];
      if (name === "accepter-vpc-info.vpc-id") return [one.accepter.vpcId];
      return name === "accepter-vpc-info.owner-id" ? [one.accepter.ownerId] : undefined;
    }),
  );
  return { VpcPeeringConnections: found.map((one) => shownPeering(at.ec2, one)) };
}
