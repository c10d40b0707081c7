import type {
  DescribeNetworkAclsCommandInput,
  DescribeNetworkAclsCommandOutput,
  NetworkAclEntry as ShownEntry,
} from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { networkAclNotFound } from "./faults.ts";
import { chosen, passes } from "./filters.ts";
import type { NetworkAclEntry } from "./model.ts";
import { pageOf } from "./paging.ts";
import { tagsOf } from "./tags.ts";

export function describeNetworkAcls(
  input: DescribeNetworkAclsCommandInput,
  at: Place,
): Omit<DescribeNetworkAclsCommandOutput, "$metadata"> {
  const state = at.ec2;
  const found = chosen(state.networkAcls, input.NetworkAclIds, networkAclNotFound).filter((acl) =>
    passes(input.Filters, state, acl.id, {
      "network-acl-id": [acl.id],
      "vpc-id": [acl.vpcId],
      "owner-id": [state.account],
      default: [String(acl.isDefault)],
      "association.network-acl-id": acl.associations.length > 0 ? [acl.id] : [],
      "association.association-id": acl.associations.map(({ id }) => id),
      "association.subnet-id": acl.associations.map(({ subnetId }) => subnetId),
    }),
  );
  const { page, ...next } = pageOf(found, input, input.NetworkAclIds);
  return {
    ...next,
    NetworkAcls: page.map((acl) => ({
      NetworkAclId: acl.id,
      VpcId: acl.vpcId,
      OwnerId: state.account,
      IsDefault: acl.isDefault,
      Associations: acl.associations.map(({ id, subnetId }) => ({
        NetworkAclAssociationId: id,
        NetworkAclId: acl.id,
        SubnetId: subnetId,
      })),
      Entries: [...acl.entries, ...denials].map(shownEntry),
      Tags: tagsOf(state, acl.id),
    })),
  };
}

/** The last entry of every ACL, both ways: what no other matches is denied. */
const denials: readonly NetworkAclEntry[] = (["egress", "ingress"] as const).map((direction) => ({
  ruleNumber: 32_767,
  direction,
  protocol: "-1",
  fromPort: 0,
  toPort: 65_535,
  cidr: "0.0.0.0/0",
  action: "deny",
}));

const protocolNumbers = { tcp: "6", udp: "17", icmp: "1", "-1": "-1" } as const;

function shownEntry({ ruleNumber, direction, protocol, fromPort, toPort, cidr, action }: NetworkAclEntry): ShownEntry {
  const hasPorts = protocol === "tcp" || protocol === "udp";
  return {
    RuleNumber: ruleNumber,
    Egress: direction === "egress",
    Protocol: protocolNumbers[protocol],
    ...(hasPorts ? { PortRange: { From: fromPort, To: toPort } } : {}),
    ...(protocol === "icmp" ? { IcmpTypeCode: { Type: -1, Code: -1 } } : {}),
    CidrBlock: cidr,
    RuleAction: action,
  };
}
