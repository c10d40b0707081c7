import type { DescribeSubnetsCommandInput, DescribeSubnetsCommandOutput } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { prefixBitsOf } from "./cidr.ts";
import { subnetNotFound } from "./faults.ts";
import { chosen, passes } from "./filters.ts";
import { pageOf } from "./paging.ts";
import { tagsOf } from "./tags.ts";

/** EC2 keeps five addresses of every subnet for itself. */
const reservedAddresses = 5;

export function describeSubnets(
  input: DescribeSubnetsCommandInput,
  at: Place,
): Omit<DescribeSubnetsCommandOutput, "$metadata"> {
  const subnets = chosen(at.ec2.subnets, input.SubnetIds, subnetNotFound).filter((subnet) =>
    passes(input.Filters, at.ec2, subnet.id, {
      "subnet-id": [subnet.id],
      "vpc-id": [subnet.vpcId],
      "owner-id": [at.account],
      "availability-zone": [subnet.availabilityZone],
      "cidr-block": [subnet.cidr],
      state: ["available"],
    }),
  );
  const { page, ...next } = pageOf(subnets, input, input.SubnetIds);
  return {
    ...next,
    Subnets: page.map((subnet) => ({
      SubnetId: subnet.id,
      SubnetArn: `arn:aws:ec2:${at.region}:${at.account}:subnet/${subnet.id}`,
      VpcId: subnet.vpcId,
      OwnerId: at.account,
      State: "available",
      CidrBlock: subnet.cidr,
      AvailabilityZone: subnet.availabilityZone,
      AvailableIpAddressCount: 2 ** (32 - prefixBitsOf(subnet.cidr)) - reservedAddresses,
      DefaultForAz: false,
      MapPublicIpOnLaunch: false,
      Tags: tagsOf(at.ec2, subnet.id),
    })),
  };
}
