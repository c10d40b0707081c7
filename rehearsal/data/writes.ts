// Which command is write number n, and which trace does it leave? Decided by the number alone, so that each write can
// be looked for afterwards.
import { asBuffer, asList } from "./replies.ts";
import type { Command } from "./connection.ts";

export interface WritePlan {
  /** Begins every key of the writer. */
  readonly prefix: string;
  readonly databases: readonly number[];
}

export interface PlannedWrite {
  readonly database: number;
  readonly command: Command;
}

const kinds = ["string", "hash", "list", "set", "zset", "stream"] as const;
type WriteKind = (typeof kinds)[number];

/** Elements of one key: compact encodings at both ends, and about 15 bytes of memory for a write. */
const elementsPerKey = 100;

/** Kinds take turns, then databases: each database sees each kind. */
export function plannedWrite({ prefix, databases }: WritePlan, sequence: number): PlannedWrite {
  const kind = kinds[sequence % kinds.length] ?? "string";
  const database = databases[Math.floor(sequence / kinds.length) % databases.length] ?? 0;
  const key = `${prefix}${kind}:${Math.floor(sequence / writesPerBucket(databases))}`;
  return { database, command: commandOf(kind, key, String(sequence)) };
}

/** Consecutive writes that share one key per kind and database. */
export function writesPerBucket(databases: readonly number[]): number {
  return kinds.length * databases.length * elementsPerKey;
}

function commandOf(kind: WriteKind, key: string, sequence: string): Command {
  switch (kind) {
    case "string":
      return ["SET", `${key}:${sequence}`, sequence];
    case "hash":
      return ["HSET", key, sequence, sequence];
    case "list":
      return ["RPUSH", key, sequence];
    case "set":
      return ["SADD", key, sequence];
    case "zset":
      return ["ZADD", key, sequence, sequence];
    case "stream":
      // 0-0 is no id, hence the 1.
      return ["XADD", key, `${sequence}-1`, "sequence", sequence];
  }
}

/** One read of a bucket: what it says tells which writes are there. */
export interface Trace {
  readonly database: number;
  readonly key: string;
  readonly command: Command;
  readonly foundIn: (reply: unknown) => number[];
}

/** The reads of every trace that a bucket has, each of one key: keys of a cluster lie on different shards. */
export function tracesOfBucket(plan: WritePlan, bucket: number): Trace[] {
  const from = bucket * writesPerBucket(plan.databases);
  const strings = Array.from({ length: writesPerBucket(plan.databases) / kinds.length }, (_, at): Trace => {
    const sequence = from + at * kinds.length;
    const { database, command } = plannedWrite(plan, sequence);
    const key = String(command[1]);
    const foundIn = (reply: unknown) => (isNumber(reply, sequence) ? [sequence] : []);
    return { database, key, command: ["GET", key], foundIn };
  });
  const collections = plan.databases.flatMap((database) =>
    collectionReads.map(({ kind, name, args, foundIn }): Trace => {
      const key = `${plan.prefix}${kind}:${bucket}`;
      return { database, key, command: [name, key, ...args], foundIn: (reply) => foundIn(asList(reply)) };
    }),
  );
  return [...strings, ...collections];
}

const collectionReads = [
  { kind: "hash", name: "HGETALL", args: [], foundIn: namesThatEqualTheirValue },
  { kind: "list", name: "LRANGE", args: ["0", "-1"], foundIn: numbers },
  { kind: "set", name: "SMEMBERS", args: [], foundIn: numbers },
  { kind: "zset", name: "ZRANGE", args: ["0", "-1", "WITHSCORES"], foundIn: namesThatEqualTheirValue },
  {
    kind: "stream",
    name: "XRANGE",
    args: ["-", "+"],
    foundIn: (entries: readonly unknown[]) => entries.map((entry) => Number(asBuffer(asList(asList(entry)[1])[1]))),
  },
] as const;

function isNumber(reply: unknown, expected: number): boolean {
  return Buffer.isBuffer(reply) && reply.toString() === String(expected);
}

function numbers(list: readonly unknown[]): number[] {
  return list.map((item) => Number(asBuffer(item)));
}

/** Names and values by turns; a trace with another value is not that write's. */
function namesThatEqualTheirValue(list: readonly unknown[]): number[] {
  const all = numbers(list);
  return all.filter((name, at) => at % 2 === 0 && all[at + 1] === name);
}
