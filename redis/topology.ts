// CLUSTER SLOTS' reply -> the shards of a source in cluster mode: which slots, and the primary that owns them.
import type { SourceShard } from "../migration/observation.ts";
import { canonicalSlots } from "../migration/slots.ts";

/**
 * @param reply `[[from, to, [host, port, id, …], …replicas], …]`; an empty host means the server that was asked
 * @param asked that server's host
 * @throws Error when the reply has another form, or owns no slot at all
 */
export function parseTopology(reply: unknown, asked: string): SourceShard[] {
  if (!Array.isArray(reply)) throw new Error("CLUSTER SLOTS answered with no list");
  const owned = new Map<string, string[]>();
  for (const entry of reply as unknown[]) {
    const [from, to, primary] = Array.isArray(entry) ? (entry as unknown[]) : [];
    const [host, port] = Array.isArray(primary) ? (primary as unknown[]) : [];
    if (!Number.isInteger(from) || !Number.isInteger(to) || !Number.isInteger(port)) {
      throw new Error("CLUSTER SLOTS answered with something that is no range of slots");
    }
    const named = typeof host === "string" && host !== "" && host !== "?" ? host : asked;
    const address = `${named}:${String(port)}`;
    owned.set(address, [...(owned.get(address) ?? []), `${String(from)}-${String(to)}`]);
  }
  if (owned.size === 0) throw new Error("no shard owns a slot");
  const shards = [...owned].map(([primary, ranges]) => ({ slots: canonicalSlots(ranges.join(",")), primary }));
  return shards.sort((one, other) => firstSlot(one) - firstSlot(other));
}

const firstSlot = ({ slots }: SourceShard): number => Number.parseInt(slots, 10);
