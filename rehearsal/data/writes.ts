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

/** Reads every trace that a bucket has in one database. `foundIn` takes the replies, in the order of the commands. */
export function tracesOfBucket({ prefix, databases }: WritePlan, bucket: number, database: number) {
  const from = bucket * writesPerBucket(databases);
  const strings = Array.from(
    { length: writesPerBucket(databases) / kinds.length },
    (_, at) => from + at * kinds.length,
  ).filter((sequence) => plannedWrite({ prefix, databases }, sequence).database === database);
  const key = (kind: WriteKind) => `${prefix}${kind}:${bucket}`;
  const commands: Command[] = [
    ["MGET", ...strings.map((sequence) => `${key("string")}:${sequence}`)],
    ["HGETALL", key("hash")],
    ["LRANGE", key("list"), "0", "-1"],
    ["SMEMBERS", key("set")],
    ["ZRANGE", key("zset"), "0", "-1", "WITHSCORES"],
    ["XRANGE", key("stream"), "-", "+"],
  ];
  const foundIn = (replies: readonly unknown[]): number[] => {
    const [values, hash, list, set, zset, stream] = replies.map(asList);
    return [
      ...strings.filter((sequence, at) => isNumber(values?.[at], sequence)),
      ...namesThatEqualTheirValue(hash ?? []),
      ...numbers(list ?? []),
      ...numbers(set ?? []),
      ...namesThatEqualTheirValue(zset ?? []),
      ...(stream ?? []).map((entry) => Number(asBuffer(asList(asList(entry)[1])[1]))),
    ];
  };
  return { commands, foundIn };
}

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
