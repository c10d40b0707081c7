// One TCP port, one direction, one peer: what every security-group rule of this program is. Nothing is world-open.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { hold, type Guard, type Where } from "./guard.ts";

export interface RuleArgs {
  readonly securityGroupId: pulumi.Input<string>;
  readonly port: number;
  readonly peer: Peer;
  readonly description: string;
}

/** A group of another account is named `account/sg-…`. */
export type Peer = { readonly cidr: string } | { readonly securityGroupId: pulumi.Input<string> };

export function allowIngress(name: string, rule: RuleArgs, guard: Guard, parent: pulumi.Resource, where?: Where): void {
  new aws.vpc.SecurityGroupIngressRule(name, properties(rule), hold(guard, parent, "securityGroupRule", where));
}

export function allowEgress(name: string, rule: RuleArgs, guard: Guard, parent: pulumi.Resource, where?: Where): void {
  new aws.vpc.SecurityGroupEgressRule(name, properties(rule), hold(guard, parent, "securityGroupRule", where));
}

function properties({ securityGroupId, port, peer, description }: RuleArgs) {
  const to = "cidr" in peer ? { cidrIpv4: peer.cidr } : { referencedSecurityGroupId: peer.securityGroupId };
  return { securityGroupId, ipProtocol: "tcp", fromPort: port, toPort: port, description, ...to };
}
