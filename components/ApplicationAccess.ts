// Who reaches the target once the application is switched over: named groups and networks, on the target's port.
import * as pulumi from "@pulumi/pulumi";
import type { Guard } from "./guard.ts";
import { allowIngress } from "./rules.ts";

export interface ApplicationAccessArgs {
  readonly securityGroupIds: readonly string[];
  readonly cidrs: readonly string[];
  readonly targetSecurityGroupId: pulumi.Input<string>;
  readonly targetPort: number;
  /** A rule may name a group of another VPC only once the peering stands. */
  readonly after: readonly pulumi.Resource[];
}

export class ApplicationAccess extends pulumi.ComponentResource {
  constructor(name: string, args: ApplicationAccessArgs, guard: Guard, options: pulumi.ComponentResourceOptions = {}) {
    super("elasticache-online-migration:index:ApplicationAccess", name, {}, options);
    const rule = { securityGroupId: args.targetSecurityGroupId, port: args.targetPort, description: "The application" };

    for (const securityGroupId of args.securityGroupIds) {
      const peer = { securityGroupId };
      allowIngress(`${name}-${securityGroupId}`, { ...rule, peer }, guard, this, { after: args.after });
    }
    for (const cidr of args.cidrs) {
      allowIngress(`${name}-${cidr}`, { ...rule, peer: { cidr } }, guard, this);
    }
    this.registerOutputs({});
  }
}
