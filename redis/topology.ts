// CLUSTER SLOTS' reply -> the shards of a source in cluster mode: which slots, the primary that owns them, and its replicas.
import type { SourceShard } from "../migration/observation.ts";
import { canonicalSlots } from "../migration/slots.ts";

/**
 * @param reply `[[from, to, [host, port, id, …], …replicas], …]`; an empty host means the server that was asked
 * @param asked that server's host
 * @throws Error when the reply has another form, or owns no slot at all
 */
export function parseTopology(reply: unknown, asked: string): SourceShard[] {
  if (!Array.isArray(reply)) throw new Error("CLUSTER SLOTS answered with no list");
  const owned = new Map<string, { ranges: string[]; replicas: Set<string> }>();
  for (const entry of reply as unknown[]) {
    const [from, to, ...nodes] = Array.isArray(entry) ? (entry as unknown[]) : [];
    const [primary, ...replicas] = nodes.map((node) => addressOf(node, asked));
    if (!Number.isInteger(from) || !Number.isInteger(to) || primary === undefined) {
      throw new Error("CLUSTER SLOTS answered with something that is no range of slots");
    }
    const shard = owned.get(primary) ?? { ranges: [], replicas: new Set() };
    shard.ranges.push(`${String(from)}-${String(to)}`);
    for (const replica of replicas) if (replica !== undefined) shard.replicas.add(replica);
    owned.set(primary, shard);
  }
  if (owned.size === 0) throw new Error("no shard owns a slot");
  const shards = [...owned].map(([primary, { ranges, replicas }]) => ({
    slots: canonicalSlots(ranges.join(",")),
    primary,
    replicas: [...replicas],
  }));
  return shards.sort((one, other) => firstSlot(one) - firstSlot(other));
}

function addressOf(node: unknown, asked: string): string | undefined {
  const [host, port] = Array.isArray(node) ? (node as unknown[]) : [];
  if (!Number.isInteger(port)) return undefined;
  return `${typeof host === "string" && host !== "" && host !== "?" ? host : asked}:${String(port)}`;
}

const firstSlot = ({ slots }: SourceShard): number => Number.parseInt(slots, 10);
