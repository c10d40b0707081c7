import type { DescribeVpcsCommandInput, DescribeVpcsCommandOutput } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { vpcNotFound } from "./faults.ts";
import { chosen, passes } from "./filters.ts";
import { pageOf } from "./paging.ts";
import { tagsOf } from "./tags.ts";

export function describeVpcs(input: DescribeVpcsCommandInput, at: Place): Omit<DescribeVpcsCommandOutput, "$metadata"> {
  const vpcs = chosen(at.ec2.vpcs, input.VpcIds, vpcNotFound).filter((vpc) =>
    passes(input.Filters, at.ec2, vpc.id, {
      "vpc-id": [vpc.id],
      "owner-id": [at.account],
      cidr: vpc.cidrs.slice(0, 1),
      "cidr-block-association.cidr-block": vpc.cidrs,
      "is-default": ["false"],
      state: ["available"],
    }),
  );
  const { page, ...next } = pageOf(vpcs, input, input.VpcIds);
  return {
    ...next,
    Vpcs: page.map((vpc) => ({
      VpcId: vpc.id,
      OwnerId: at.account,
      State: "available",
      IsDefault: false,
      InstanceTenancy: "default",
      CidrBlock: vpc.cidrs[0],
      CidrBlockAssociationSet: vpc.cidrs.map((CidrBlock, index) => ({
        AssociationId: `${vpc.id.replace("vpc-", "vpc-cidr-assoc-")}${index}`,
        CidrBlock,
        CidrBlockState: { State: "associated" },
      })),
      Tags: tagsOf(at.ec2, vpc.id),
    })),
  };
}
