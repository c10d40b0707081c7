// Security-group rules of the replication itself: the target's nodes to the source's port, and nothing else.
import * as pulumi from "@pulumi/pulumi";
import type { Guard } from "./guard.ts";
import { allowEgress, allowIngress } from "./rules.ts";

export interface ReplicationPathArgs {
  readonly sourceSecurityGroupId: string;
  readonly sourcePort: number;
  readonly sourceCidrs: readonly string[];
  readonly targetSecurityGroupId: pulumi.Input<string>;
  /** A rule may name a group of another VPC only once the peering stands. */
  readonly after: readonly pulumi.Resource[];
}

export class ReplicationPath extends pulumi.ComponentResource {
  constructor(name: string, args: ReplicationPathArgs, guard: Guard, options: pulumi.ComponentResourceOptions = {}) {
    super("elasticache-online-migration:index:ReplicationPath", name, {}, options);
    const { sourcePort: port } = args;

    allowIngress(
      `${name}-into-source`,
      {
        securityGroupId: args.sourceSecurityGroupId,
        port,
        peer: { securityGroupId: args.targetSecurityGroupId },
        description: "ElastiCache nodes replicate from here",
      },
      guard,
      { parent: this, dependsOn: [...args.after] },
    );
    // A security group made by Pulumi has no egress rule at all, and without one the link never comes up.
    for (const cidr of args.sourceCidrs) {
      allowEgress(
        `${name}-to-source-${cidr}`,
        {
          securityGroupId: args.targetSecurityGroupId,
          port,
          peer: { cidr },
          description: "Replication from the source",
        },
        guard,
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
