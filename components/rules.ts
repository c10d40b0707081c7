// One TCP port, one direction, one peer: what every security-group rule of this program is. Nothing is world-open.
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { hold, type Guard } from "./guard.ts";

export interface RuleArgs {
  readonly securityGroupId: pulumi.Input<string>;
  readonly port: number;
  readonly peer: { readonly cidr: string } | { readonly securityGroupId: pulumi.Input<string> };
  readonly description: string;
}

export function allowIngress(name: string, rule: RuleArgs, guard: Guard, options: pulumi.CustomResourceOptions): void {
  new aws.vpc.SecurityGroupIngressRule(name, properties(rule), held(guard, options));
}

export function allowEgress(name: string, rule: RuleArgs, guard: Guard, options: pulumi.CustomResourceOptions): void {
  new aws.vpc.SecurityGroupEgressRule(name, properties(rule), held(guard, options));
}

function properties({ securityGroupId, port, peer, description }: RuleArgs) {
  const to = "cidr" in peer ? { cidrIpv4: peer.cidr } : { referencedSecurityGroupId: peer.securityGroupId };
  return { securityGroupId, ipProtocol: "tcp", fromPort: port, toPort: port, description, ...to };
}

function held(guard: Guard, { parent, dependsOn }: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions {
  const options = hold(guard, parent as pulumi.Resource, "securityGroupRule");
  return { ...options, dependsOn: [guard.journal, ...([dependsOn ?? []].flat() as pulumi.Resource[])] };
}
