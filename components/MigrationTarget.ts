// A replication group that AWS's online migration accepts: Multi-AZ with failover, two nodes or more per shard, no
// encryption in transit, the source's cluster mode and number of databases. Or one that exists: that is only pointed at.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { parameterFamily } from "../migration/parameterFamily.ts";
import type { ExistingGroup } from "../providers/existingGroup.ts";
import { accessOf, encryptionOf, nodesOf, type Access, type Encryption, type Nodes } from "./groupArguments.ts";
import { keep, type Guard } from "./guard.ts";
import { namesOf, parametersOf, type ParameterWishes } from "./targetNames.ts";

export interface MigrationTargetArgs extends Nodes, Encryption, ParameterWishes {
  /** Physical id of the group; subnet, parameter and security group carry it too. */
  readonly replicationGroupId: string;
  /** What was read of a group that exists: nothing of it is made or changed. Undefined: the group is this program's. */
  readonly existing: ExistingGroup | undefined;
  readonly engine: "redis" | "valkey";
  readonly engineVersion: string;
  readonly nodeType: string;
  readonly port: number;
  readonly access?: Access | undefined;
  readonly snapshots: { readonly retentionDays: number; readonly window?: string | undefined };
  readonly maintenanceWindow?: string | undefined;
  readonly notificationTopicArn?: string | undefined;
  readonly vpcId: string;
  /** In two zones or more. */
  readonly subnetIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** A security group that the nodes are in. */
export interface NodesSecurityGroup {
  readonly id: pulumi.Output<string>;
  /** What tells it from the others in the names of rules: nothing where there is one alone. */
  readonly label: string;
}

export class MigrationTarget extends pulumi.ComponentResource {
  readonly replicationGroupId: pulumi.Output<string>;
  /** Names account and region: credentials of others must not act on a group of the same name. */
  readonly groupArn: pulumi.Output<string>;
  /** In which a rule suffices that lets somebody in. */
  readonly securityGroupId: pulumi.Output<string>;
  readonly securityGroups: readonly [NodesSecurityGroup, ...NodesSecurityGroup[]];
  /** Whom the security groups belong to. */
  readonly accountId: pulumi.Output<string>;

  constructor(name: string, args: MigrationTargetArgs, guard: Guard, options: pulumi.ComponentResourceOptions = {}) {
    super("elasticache-online-migration:index:MigrationTarget", name, {}, options);
    if (args.existing === undefined) {
      const securityGroup = this.#securityGroup(name, args, guard);
      const group = this.#group(name, args, securityGroup, guard);
      this.replicationGroupId = group.replicationGroupId;
      this.groupArn = group.arn;
      this.securityGroups = [{ id: securityGroup.id, label: "" }];
      this.accountId = securityGroup.ownerId;
    } else {
      this.replicationGroupId = pulumi.output(args.replicationGroupId);
      this.groupArn = pulumi.output(args.existing.arn);
      this.securityGroups = nodesSecurityGroups(args.replicationGroupId, args.existing);
      this.accountId = pulumi.output(args.existing.accountId);
    }
    this.securityGroupId = this.securityGroups[0].id;
    this.registerOutputs({ replicationGroupId: this.replicationGroupId, securityGroupId: this.securityGroupId });
  }

  #securityGroup(name: string, args: MigrationTargetArgs, guard: Guard): aws.ec2.SecurityGroup {
    return new aws.ec2.SecurityGroup(
      `${name}-access`,
      {
        name: namesOf(args.replicationGroupId).securityGroup,
        description: `Nodes of ${args.replicationGroupId}`,
        vpcId: args.vpcId,
        tags: { ...args.tags },
      },
      keep(guard, this, "securityGroup"),
    );
  }

  #group(name: string, args: MigrationTargetArgs, securityGroup: aws.ec2.SecurityGroup, guard: Guard) {
    const names = namesOf(args.replicationGroupId);
    const tags = { ...args.tags };
    const subnetGroup = new aws.elasticache.SubnetGroup(
      `${name}-subnets`,
      {
        name: names.subnetGroup,
        description: `Subnets of ${args.replicationGroupId}`,
        subnetIds: [...args.subnetIds],
        tags,
      },
      keep(guard, this, "subnetGroup"),
    );
    const parameterGroup = new aws.elasticache.ParameterGroup(
      `${name}-parameters`,
      {
        name: names.parameterGroup,
        description: `Parameters of ${args.replicationGroupId}`,
        family: parameterFamily(args.engine, args.engineVersion),
        parameters: parametersOf(args),
        tags,
      },
      keep(guard, this, "parameterGroup"),
    );
    return new aws.elasticache.ReplicationGroup(
      `${name}-group`,
      {
        replicationGroupId: args.replicationGroupId,
        description: "Target of an online migration",
        engine: args.engine,
        engineVersion: args.engineVersion,
        nodeType: args.nodeType,
        port: args.port,
        ...nodesOf(args),
        automaticFailoverEnabled: true,
        multiAzEnabled: true,
        ...encryptionOf(args),
        ...accessOf(args.access),
        // A minor upgrade replaces nodes, and a completion fails while one is being replaced.
        autoMinorVersionUpgrade: false,
        // AWS changes encryption in transit at once or not at all.
        applyImmediately: true,
        snapshotRetentionLimit: args.snapshots.retentionDays,
        snapshotWindow: args.snapshots.window,
        maintenanceWindow: args.maintenanceWindow,
        notificationTopicArn: args.notificationTopicArn,
        parameterGroupName: parameterGroup.name,
        subnetGroupName: subnetGroup.name,
        securityGroupIds: [securityGroup.id],
        tags,
      },
      keep(guard, this, "replicationGroup"),
    );
  }
}

/** In one order, whatever order AWS tells them in: the first decides which group the rules name. */
function nodesSecurityGroups(groupId: string, { securityGroupIds }: ExistingGroup): MigrationTarget["securityGroups"] {
  const [first, ...others] = [...securityGroupIds].sort().map((id) => ({ id: pulumi.output(id), label: id }));
  if (first !== undefined) return [first, ...others];
  throw new pulumi.RunError(
    `The replication group ${groupId} has no security group.\n` +
      "Expected: one at least, in which rules can let the source and the application through.\n" +
      "Do: give it one (ModifyReplicationGroup, SecurityGroupIds), then run pulumi up again.",
  );
}
