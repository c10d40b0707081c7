// A target that exists before the program runs: made as its owner would have made it, and watched afterwards.
import {
  CreateCacheParameterGroupCommand,
  CreateCacheSubnetGroupCommand,
  CreateReplicationGroupCommand,
  DescribeReplicationGroupsCommand,
  ModifyCacheParameterGroupCommand,
  type CreateReplicationGroupCommandInput,
} from "@aws-sdk/client-elasticache";
import { setTimeout as after } from "node:timers/promises";
import type { Settings } from "../settings.ts";
import type { EmulatedAws } from "./emulatedAws.ts";
import type { LoggedCall } from "./emulatorProcess.ts";
import { RehearsalError } from "./failure.ts";

export interface ExistingGroupArgs {
  readonly aws: EmulatedAws;
  readonly settings: Settings;
  readonly signal: AbortSignal;
}

const availableWithinMs = 60_000;
const lookEveryMs = 100;

/** Resolves when the group is available. */
export async function makeExistingGroup({ aws, settings, signal }: ExistingGroupArgs): Promise<void> {
  const { target } = settings;
  const id = target.replicationGroupId;
  const [parameterGroup, subnetGroup] = [`${id}-owners-parameters`, `${id}-owners-subnets`];
  const parameters = {
    CacheParameterGroupName: parameterGroup,
    CacheParameterGroupFamily: familyOf(target.engine, target.engineVersion),
    Description: "made by the group's owner",
  };
  await aws.elastiCache.send(new CreateCacheParameterGroupCommand(parameters));
  const values = { CacheParameterGroupName: parameterGroup, ParameterNameValues: parametersOf(settings) };
  await aws.elastiCache.send(new ModifyCacheParameterGroupCommand(values));
  const subnets = { CacheSubnetGroupName: subnetGroup, CacheSubnetGroupDescription: "made by the group's owner" };
  await aws.elastiCache.send(new CreateCacheSubnetGroupCommand({ ...subnets, SubnetIds: [...target.subnetIds] }));
  const groups = {
    CacheParameterGroupName: parameterGroup,
    CacheSubnetGroupName: subnetGroup,
    SecurityGroupIds: [await makeSecurityGroup(aws, settings)],
  };
  await aws.elastiCache.send(new CreateReplicationGroupCommand({ ...groupOf(settings), ...groups }));
  await untilAvailable(aws, id, signal);
}

/** Nothing comes in and nothing goes out: what the migration needs the program is to add. */
async function makeSecurityGroup({ ec2 }: EmulatedAws, { target }: Settings): Promise<string> {
  const { CreateSecurityGroupCommand, RevokeSecurityGroupEgressCommand } = await import("@aws-sdk/client-ec2");
  const client = await ec2("target");
  const name = `${target.replicationGroupId}-owners-nodes`;
  const wish = { GroupName: name, Description: "made by the group's owner", VpcId: target.vpcId };
  const { GroupId: id = "" } = await client.send(new CreateSecurityGroupCommand(wish));
  const everything = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
  await client.send(new RevokeSecurityGroupEgressCommand({ GroupId: id, IpPermissions: everything }));
  return id;
}

function groupOf({ source, target }: Settings): CreateReplicationGroupCommandInput {
  const isCluster = source.clusterMode === "enabled";
  const shards = target.slots.map((slots, shard) => ({
    NodeGroupId: String(shard + 1).padStart(4, "0"),
    Slots: slots,
    ReplicaCount: target.replicasPerShard,
  }));
  const alone = { NumCacheClusters: 1 + target.replicasPerShard };
  const equal = { NumNodeGroups: target.shards, ReplicasPerNodeGroup: target.replicasPerShard };
  return {
    ReplicationGroupId: target.replicationGroupId,
    ReplicationGroupDescription: "made by its owner",
    Engine: target.engine,
    EngineVersion: target.engineVersion,
    CacheNodeType: target.nodeType,
    Port: target.port,
    AutomaticFailoverEnabled: true,
    MultiAZEnabled: true,
    TransitEncryptionEnabled: false,
    AtRestEncryptionEnabled: target.atRest.enabled,
    ...(target.atRest.kmsKeyId === undefined ? {} : { KmsKeyId: target.atRest.kmsKeyId }),
    ...(isCluster ? (shards.length > 0 ? { NodeGroupConfiguration: shards } : equal) : alone),
  };
}

function parametersOf({ source, target }: Settings) {
  const own = source.clusterMode === "enabled" ? { "cluster-enabled": "yes" } : { databases: String(source.databases) };
  const { reservedMemoryPercent } = target;
  const reserved =
    reservedMemoryPercent === undefined ? {} : { "reserved-memory-percent": String(reservedMemoryPercent) };
  const all: Record<string, string> = { ...target.parameters, ...own, ...reserved };
  return Object.entries(all).map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue }));
}

/** By AWS's names: valkey8, redis7, redis6.x, redis5.0. */
function familyOf(engine: "redis" | "valkey", version: string): string {
  const [major = "", minor = "0"] = version.split(".");
  if (engine === "valkey" || Number(major) >= 7) return `${engine}${major}`;
  return major === "6" ? "redis6.x" : `redis${major}.${minor}`;
}

async function untilAvailable({ elastiCache }: EmulatedAws, id: string, signal: AbortSignal): Promise<void> {
  const giveUpAt = performance.now() + availableWithinMs;
  for (;;) {
    const { ReplicationGroups: [group] = [] } = await elastiCache.send(
      new DescribeReplicationGroupsCommand({ ReplicationGroupId: id }),
    );
    if (group?.Status === "available") return;
    if (performance.now() > giveUpAt) {
      const status = group?.Status ?? "not there";
      throw new RehearsalError(`${id} is ${status} after ${availableWithinMs / 1000} s, and not available`);
    }
    await after(lookEveryMs, undefined, { signal });
  }
}

const harmless = /^(Describe|List|Get)|^(Test|Start|Complete)Migration$/;

/** @param log of the program's calls; every one that would have changed, or made, something of ElastiCache's */
export function changesOfOwners(log: readonly LoggedCall[], { target }: Settings): string[] {
  const changes = log.filter(({ service, action }) => service === "elasticache" && !harmless.test(action));
  const names = new Set(changes.map(({ action, outcome }) => `${action} (${outcome})`));
  return [...names].map((name) => `${target.replicationGroupId} is its owner's, but the program called ${name}`);
}
