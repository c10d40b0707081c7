// A replication group that AWS's online migration accepts: Multi-AZ with failover, two nodes or more, no encryption, the
// source's number of databases.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { keep, type Guard } from "./guard.ts";
import { parameterFamily, parametersOf } from "./targetNames.ts";

export interface MigrationTargetArgs {
  /** Physical id of the group; subnet, parameter and security group carry it too. */
  readonly replicationGroupId: string;
  readonly engine: "redis" | "valkey";
  readonly engineVersion: string;
  readonly nodeType: string;
  readonly port: number;
  /** At least 1: automatic failover needs somewhere to go. */
  readonly replicasPerShard: number;
  /** The source's `databases`. */
  readonly databases: number;
  readonly reservedMemoryPercent: number | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly vpcId: string;
  /** In two zones or more. */
  readonly subnetIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export class MigrationTarget extends pulumi.ComponentResource {
  readonly replicationGroupId: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: MigrationTargetArgs, guard: Guard, options: pulumi.ComponentResourceOptions = {}) {
    super("elasticache-online-migration:index:MigrationTarget", name, {}, options);
    const tags = { ...args.tags };

    const subnetGroup = new aws.elasticache.SubnetGroup(
      `${name}-subnets`,
      {
        name: args.replicationGroupId,
        description: `Subnets of ${args.replicationGroupId}`,
        subnetIds: [...args.subnetIds],
        tags,
      },
      keep(guard, this, "subnetGroup"),
    );
    const parameterGroup = new aws.elasticache.ParameterGroup(
      `${name}-parameters`,
      {
        name: args.replicationGroupId,
        description: `Parameters of ${args.replicationGroupId}`,
        family: parameterFamily(args.engine, args.engineVersion),
        parameters: parametersOf(args.databases, args.reservedMemoryPercent, args.parameters),
        tags,
      },
      keep(guard, this, "parameterGroup"),
    );
    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-access`,
      {
        name: `${args.replicationGroupId}-elasticache`,
        description: `Nodes of ${args.replicationGroupId}`,
        vpcId: args.vpcId,
        tags,
      },
      keep(guard, this, "securityGroup"),
    );
    const group = new aws.elasticache.ReplicationGroup(
      `${name}-group`,
      {
        replicationGroupId: args.replicationGroupId,
        description: "Target of an online migration",
        engine: args.engine,
        engineVersion: args.engineVersion,
        nodeType: args.nodeType,
        port: args.port,
        numCacheClusters: 1 + args.replicasPerShard,
        automaticFailoverEnabled: true,
        multiAzEnabled: true,
        atRestEncryptionEnabled: false,
        transitEncryptionEnabled: false,
        // A minor upgrade replaces nodes, and a completion fails while one is being replaced.
        autoMinorVersionUpgrade: false,
        applyImmediately: true,
        parameterGroupName: parameterGroup.name,
        subnetGroupName: subnetGroup.name,
        securityGroupIds: [securityGroup.id],
        tags,
      },
      keep(guard, this, "replicationGroup"),
    );
    this.replicationGroupId = group.replicationGroupId;
    this.securityGroupId = securityGroup.id;
    this.registerOutputs({ replicationGroupId: this.replicationGroupId, securityGroupId: this.securityGroupId });
  }
}
