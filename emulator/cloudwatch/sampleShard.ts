// What the servers of one shard show at this moment, as ElastiCache's metrics of its nodes.
import type { Cloud } from "../cloud.ts";
import { onNode, primaryOf } from "../elasticache/nodes.ts";
import type { Group, GroupNode, Shard } from "../elasticache/state.ts";

export const metricNames = ["PrimaryLinkHealthStatus", "ReplicationLag", "ReplicationBytes", "CurrItems"] as const;
export type MetricName = (typeof metricNames)[number];

export interface Sample {
  readonly metric: MetricName;
  readonly nodeId: string;
  readonly value: number;
}

interface Shown {
  readonly role: string;
  readonly isLinkUp: boolean;
  readonly offset: number;
  readonly items: number;
  /** Since anything came over the link, or since it went down; undefined where the server does not say. */
  readonly silentSeconds: number | undefined;
}

const answerWithinMs = 2_000;

/**
 * A node that does not answer has no sample. The primary is looked at before its replicas, so that one of those is behind
 * only if it is.
 *
 * @param sentBefore ReplicationBytes is what the primary has sent since it had sent this much
 */
export async function sampleShard(
  shard: Shard,
  group: Group,
  sentBefore: number | undefined,
  cloud: Cloud,
): Promise<{ readonly samples: readonly Sample[]; readonly sent: number | undefined }> {
  const primary = primaryOf(shard);
  const isMigrating = group.status === "migrating";
  const leading = await shownBy(primary, group, cloud);
  const samples: Sample[] = leading === undefined ? [] : ofPrimary(primary.id, leading, isMigrating, sentBefore);
  await Promise.all(
    shard.nodes.slice(1).map(async (node) => {
      const shown = await shownBy(node, group, cloud);
      if (shown === undefined) return;
      samples.push({ metric: "CurrItems", nodeId: node.id, value: shown.items });
      const value = lagSeconds(shown, leading);
      if (value !== undefined) samples.push({ metric: "ReplicationLag", nodeId: node.id, value });
    }),
  );
  return { samples, sent: leading?.offset };
}

/** In sync is what CompleteMigration takes for it: the link is up. */
function ofPrimary(nodeId: string, shown: Shown, isMigrating: boolean, sentBefore: number | undefined): Sample[] {
  const { role, isLinkUp, offset, items } = shown;
  const isHealthy = role === "slave" && isLinkUp;
  return [
    { metric: "CurrItems", nodeId, value: items },
    ...(isMigrating ? [{ metric: "PrimaryLinkHealthStatus", nodeId, value: isHealthy ? 1 : 0 } as const] : []),
    ...(sentBefore === undefined || offset < sentBefore
      ? []
      : [{ metric: "ReplicationBytes", nodeId, value: offset - sentBefore } as const]),
  ];
}

/** One that has everything is 0 s behind, however long nothing has come. */
function lagSeconds({ isLinkUp, offset, silentSeconds }: Shown, leading: Shown | undefined): number | undefined {
  if (isLinkUp && leading !== undefined && offset >= leading.offset) return 0;
  return silentSeconds === undefined ? undefined : Math.max(1, silentSeconds);
}

async function shownBy(node: GroupNode, group: Group, cloud: Cloud): Promise<Shown | undefined> {
  if (node.address === undefined) return undefined;
  try {
    const info = await onNode(node, group, (connection) => connection.call("INFO"), {
      commandLimitMs: answerWithinMs,
      signal: cloud.signal,
    });
    return shownIn(String(info));
  } catch {
    return undefined; // it is dead, being started anew, or busy: CloudWatch has nothing of it then
  }
}

function shownIn(info: string): Shown {
  const text = (name: string) => new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim();
  const number = (name: string) => {
    const value = Number(text(name) ?? NaN);
    return Number.isFinite(value) && value >= 0 ? value : undefined;
  };
  const isLinkUp = text("master_link_status") === "up";
  const role = text("role") ?? "";
  return {
    role,
    isLinkUp,
    // A replica's own tells what it has applied, also of what it passes on.
    offset: (role === "slave" ? number("slave_repl_offset") : number("master_repl_offset")) ?? 0,
    items: [...info.matchAll(/^db\d+:keys=(\d+)/gm)].reduce((sum, [, keys]) => sum + Number(keys), 0),
    silentSeconds: isLinkUp ? number("master_last_io_seconds_ago") : number("master_link_down_since_seconds"),
  };
}
