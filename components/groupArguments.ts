// Arguments of a replication group that AWS takes only together: its nodes, its encryption, who may log in.
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

type GroupArgs = aws.elasticache.ReplicationGroupArgs;

export interface Nodes {
  readonly clusterMode: "disabled" | "enabled";
  readonly shards: number;
  /** At least 1: automatic failover needs somewhere to go. */
  readonly replicasPerShard: number;
  /** Per shard; empty when AWS divides them. */
  readonly slots: readonly string[];
}

/** AWS counts nodes where cluster mode is disabled, and shards and their replicas where it is enabled. */
export function nodesOf({ clusterMode, shards, replicasPerShard, slots }: Nodes) {
  if (clusterMode === "disabled") return { numCacheClusters: 1 + replicasPerShard };
  if (slots.length === 0) return { numNodeGroups: shards, replicasPerNodeGroup: replicasPerShard };
  return {
    numNodeGroups: shards,
    nodeGroupConfigurations: slots.map((slotsOfShard, index) => ({
      // AWS's own form. The provider tells shards apart by their id: without one all of them would be the same to it.
      nodeGroupId: String(index + 1).padStart(4, "0"),
      slots: slotsOfShard,
      replicaCount: replicasPerShard,
    })),
  } satisfies Partial<GroupArgs>;
}

export interface Encryption {
  readonly atRest: { readonly enabled: boolean; readonly kmsKeyId?: string | undefined };
  /** Other than `off` only in `operate` (settings/targetRules.ts). */
  readonly tls: "off" | "preferred" | "required";
}

/** Both are said outright: what the provider takes for granted differs by engine. A mode without encryption is refused. */
export function encryptionOf({ atRest, tls }: Encryption) {
  return {
    atRestEncryptionEnabled: atRest.enabled,
    ...(atRest.kmsKeyId === undefined ? {} : { kmsKeyId: atRest.kmsKeyId }),
    ...(tls === "off"
      ? { transitEncryptionEnabled: false }
      : { transitEncryptionEnabled: true, transitEncryptionMode: tls }),
  } satisfies Partial<GroupArgs>;
}

export interface Access {
  readonly userGroupId?: string | undefined;
  readonly authToken?: string | undefined;
}

/**
 * The strategy stands only beside a token: one that stays behind makes the group impossible to read (pulumi-aws 6363).
 * `ROTATE` is the only one that AWS takes for a group without a token, and it leaves both ways in open: the new token, and
 * the old one or none. `SET`, which closes the other, is allowed only after it (API model, AuthTokenUpdateStrategy).
 */
export function accessOf(access: Access | undefined) {
  return {
    ...(access?.userGroupId === undefined ? {} : { userGroupIds: [access.userGroupId] }),
    ...(access?.authToken === undefined
      ? {}
      : { authToken: pulumi.secret(access.authToken), authTokenUpdateStrategy: "ROTATE" }),
  } satisfies Partial<GroupArgs>;
}
