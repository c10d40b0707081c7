import type {
  DescribeVpcPeeringConnectionsCommandInput,
  DescribeVpcPeeringConnectionsCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { peeringNotFound } from "./faults.ts";
import { chosen, passes } from "./filters.ts";
import { pageOf } from "./paging.ts";
import { shownPeering } from "./peering.ts";

export function describeVpcPeeringConnections(
  input: DescribeVpcPeeringConnectionsCommandInput,
  at: Place,
): Omit<DescribeVpcPeeringConnectionsCommandOutput, "$metadata"> {
  const found = chosen(at.ec2.peeringConnections, input.VpcPeeringConnectionIds, peeringNotFound).filter((one) =>
    passes(input.Filters, at.ec2, one.id, {
      "vpc-peering-connection-id": [one.id],
      "status-code": [one.status],
      "requester-vpc-info.vpc-id": [one.requester.vpcId],
      "requester-vpc-info.owner-id": [one.requester.ownerId],
      "requester-vpc-info.cidr-block": one.requester.cidrs.slice(0, 1),
      "accepter-vpc-info.vpc-id": [one.accepter.vpcId],
      "accepter-vpc-info.owner-id": [one.accepter.ownerId],
      "accepter-vpc-info.cidr-block": one.accepter.cidrs.slice(0, 1),
    }),
  );
  const { page, ...next } = pageOf(found, input, input.VpcPeeringConnectionIds);
  return { ...next, VpcPeeringConnections: page.map((one) => shownPeering(at.ec2, one)) };
}
