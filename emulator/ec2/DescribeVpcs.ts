import type { DescribeVpcsCommandInput, DescribeVpcsCommandOutput } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { vpcNotFound } from "./faults.ts";
import { chosen, passes } from "./filters.ts";
import { tagsOf } from "./tags.ts";

export function describeVpcs(input: DescribeVpcsCommandInput, at: Place): Omit<DescribeVpcsCommandOutput, "$metadata"> {
  const vpcs = chosen(at.ec2.vpcs, input.VpcIds, vpcNotFound).filter((vpc) =>
    passes(input.Filters, at.ec2, vpc.id, (name) => {
      if (name === "vpc-id") return [vpc.id];
      if (name === "owner-id") return [at.account];
      if (name === "cidr") return vpc.cidrs.slice(0, 1);
      return name === "cidr-block-association.cidr-block" ? vpc.cidrs : undefined;
    }),
  );
  return {
    Vpcs: vpcs.map((vpc) => ({
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
