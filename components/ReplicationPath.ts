// Security-group rules of the replication itself: the target's nodes to the source's ports, and nothing else.
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Guard } from "./guard.ts";
import type { NodesSecurityGroup } from "./MigrationTarget.ts";
import { referenceTo } from "./references.ts";
import { allowEgress, allowIngress, type Peer } from "./rules.ts";

export interface ReplicationPathArgs {
  readonly sourceSecurityGroupId: string;
  /** Undefined where it is the target's own. */
  readonly sourceAccountId: string | undefined;
  /** Each once; the endpoint's first. */
  readonly sourcePorts: readonly [number, ...number[]];
  readonly sourceCidrs: readonly string[];
  readonly targetSecurityGroups: readonly [NodesSecurityGroup, ...NodesSecurityGroup[]];
  readonly targetAccountId: pulumi.Input<string>;
  /** The target's networks stand for its subnets, whose own ranges are not configured. */
  readonly targetCidrs: readonly string[];
  readonly admittedBy: "securityGroup" | "networks";
  /** For the source's rules, where the source is in another region or account. */
  readonly sourceProvider: aws.Provider | undefined;
  /** False once the migration is over and its path is to go. */
  readonly stands: boolean;
  /** A rule may name a group of another VPC only once the peering stands. */
  readonly after: readonly pulumi.Resource[];
}

/** ElastiCache connects to the endpoint, and to every shard's primary that it learns of from there. */
export function sourcePorts(
  endpoint: { readonly port: number },
  primaries: readonly { readonly port: number }[],
): [number, ...number[]] {
  const others = new Set(primaries.map(({ port }) => port));
  others.delete(endpoint.port);
  return [endpoint.port, ...others];
}

export class ReplicationPath extends pulumi.ComponentResource {
  constructor(name: string, args: ReplicationPathArgs, guard: Guard, options: pulumi.ComponentResourceOptions = {}) {
    super("elasticache-online-migration:index:ReplicationPath", name, {}, options);
    if (args.stands) {
      this.#intoSource(`${name}-into-source`, args, guard);
      this.#outOfTarget(`${name}-to-source`, args, guard);
    }
    this.registerOutputs({});
  }

  #intoSource(name: string, args: ReplicationPathArgs, guard: Guard): void {
    const { sourceSecurityGroupId: securityGroupId, sourceProvider: provider } = args;
    const description = "ElastiCache nodes replicate from here";
    for (const port of args.sourcePorts) {
      for (const { label, peer, after } of this.#nodes(args)) {
        const ruleName = named(name, label, portLabel(port, args));
        allowIngress(ruleName, { securityGroupId, port, peer, description }, guard, this, { provider, after });
      }
    }
  }

  /** Every node is in all of its groups, so naming one of them admits them all. */
  #nodes(args: ReplicationPathArgs): { label: string; peer: Peer; after: readonly pulumi.Resource[] }[] {
    if (args.admittedBy === "networks") {
      return args.targetCidrs.map((cidr) => ({ label: cidr, peer: { cidr }, after: [] }));
    }
    const [{ id }] = args.targetSecurityGroups;
    const securityGroupId = pulumi
      .all([id, args.targetAccountId])
      .apply(([group, owner]) => referenceTo(group, owner, args.sourceAccountId));
    return [{ label: "", peer: { securityGroupId }, after: args.after }];
  }

  /** A security group made by Pulumi has no egress rule at all, and without one the link never comes up. */
  #outOfTarget(name: string, args: ReplicationPathArgs, guard: Guard): void {
    const description = "Replication from the source";
    for (const { id: securityGroupId, label } of args.targetSecurityGroups) {
      for (const cidr of args.sourceCidrs) {
        for (const port of args.sourcePorts) {
          const ruleName = named(name, cidr, portLabel(port, args), label);
          allowEgress(ruleName, { securityGroupId, port, peer: { cidr }, description }, guard, this);
        }
      }
    }
  }
}

/** The endpoint's port goes without saying, so that a source's further ports rename no rule. */
function portLabel(port: number, { sourcePorts: [endpointPort] }: ReplicationPathArgs): string {
  return port === endpointPort ? "" : String(port);
}

function named(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("-");
}
