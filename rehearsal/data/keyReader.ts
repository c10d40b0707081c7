// What does one server hold under these keys? Type, absolute expiry and full value, by typed reads.
import { connect } from "./connection.ts";
import { asBuffer, asFields, asList, asTimeMs } from "./replies.ts";
import type { Command, Connection, ConnectionOptions } from "./connection.ts";

export interface KeyContent {
  /** As TYPE says it; `none` for a key that is not there. */
  readonly type: string;
  /** Absent for a key that does not expire. */
  readonly expiresAtMs: number | undefined;
  /** By the server's own clock. */
  readonly expiresInMs: number | undefined;
  /**
   * The replies to the reads of this type, as they came. A stream has, after its entries, its description and its
   * groups, the pending entries of each group that has some. An Error among them is the server's refusal, such as
   * that of a key which expired since its type was read.
   */
  readonly replies: readonly unknown[];
}

export interface KeyReader {
  /** The server knows PEXPIRETIME, so expiry is exact; otherwise it is computed from TIME and PTTL. */
  readonly exactExpiry: boolean;
  /** All keys of the database, in batches. A key may come twice, as SCAN has it. */
  scan(): AsyncGenerator<Buffer[]>;
  read(keys: readonly Buffer[]): Promise<KeyContent[]>;
  close(): void;
}

const keysPerScan = 400;

export async function openKeyReader(options: ConnectionOptions): Promise<KeyReader> {
  const connection = await connect(options);
  try {
    // Servers before 7.0 do not have it.
    const [answer] = await connection.attempt([["PEXPIRETIME", "-"]]);
    const exactExpiry = !(answer instanceof Error);
    return {
      exactExpiry,
      scan: () => scan(connection),
      read: (keys) => readKeys(connection, keys, exactExpiry),
      close: connection.close,
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function* scan({ run }: Connection): AsyncGenerator<Buffer[]> {
  let cursor = "0";
  do {
    const [reply] = await run([["SCAN", cursor, "COUNT", String(keysPerScan)]]);
    const [next, keys] = asList(reply);
    cursor = asBuffer(next).toString();
    yield asList(keys).map(asBuffer);
  } while (cursor !== "0");
}

async function readKeys(connection: Connection, found: readonly Buffer[], exactExpiry: boolean): Promise<KeyContent[]> {
  const keys = found.map(asArgument);
  const [time, ...replies] = await connection.run([
    // Right before the PTTLs that it is added to.
    ["TIME"],
    ...keys.map((key): Command => [exactExpiry ? "PEXPIRETIME" : "PTTL", key]),
    ...keys.map((key): Command => ["TYPE", key]),
  ]);
  const nowMs = asTimeMs(time);
  const types = keys.map((_, at) => asBuffer(replies[keys.length + at]).toString());
  const values = await readValues(connection, keys, types);
  return types.map((type, at) => {
    const expiry = Number(replies[at]);
    // Negative: the key does not expire, or is not there.
    const expiresAtMs = expiry < 0 ? undefined : exactExpiry ? expiry : nowMs + expiry;
    const expiresInMs = expiresAtMs === undefined ? undefined : expiresAtMs - nowMs;
    return { type, expiresAtMs, expiresInMs, replies: values[at] ?? [] };
  });
}

/** Names of plain ASCII go as text, which ioredis sends with far less work than bytes. */
function asArgument(key: Buffer): string | Buffer {
  const text = key.toString("latin1");
  return /^[\x20-\x7e]*$/.test(text) ? text : key;
}

async function readValues({ attempt }: Connection, keys: readonly (string | Buffer)[], types: readonly string[]) {
  const reads = keys.map((key, at) => readsOf(types[at] ?? "none", key));
  const replies = await attempt(reads.flat());
  let next = 0;
  const values = reads.map(({ length }) => replies.slice(next, (next += length)));

  // What groups have delivered and nobody has acknowledged can be asked for once their names and counts are known.
  const pending = keys.flatMap((key, at) =>
    types[at] === "stream" ? pendingReads(key, values[at]?.[2]).map((command) => ({ at, command })) : [],
  );
  const pendingReplies = await attempt(pending.map(({ command }) => command));
  pending.forEach(({ at }, index) => values[at]?.push(pendingReplies[index]));
  return values;
}

/** None for a key that is gone, and for a type that this comparison cannot read. */
function readsOf(type: string, key: string | Buffer): Command[] {
  switch (type) {
    case "string":
      return [["GET", key]];
    case "hash":
      return [["HGETALL", key]];
    case "list":
      return [["LRANGE", key, "0", "-1"]];
    case "set":
      return [["SMEMBERS", key]];
    case "zset":
      return [["ZRANGE", key, "0", "-1", "WITHSCORES"]];
    case "stream":
      return [
        ["XRANGE", key, "-", "+"],
        ["XINFO", "STREAM", key],
        ["XINFO", "GROUPS", key],
      ];
  }
  return [];
}

function pendingReads(key: string | Buffer, groups: unknown): Command[] {
  if (groups instanceof Error) return [];
  return asList(groups)
    .map(asFields)
    .filter((group) => Number(group.get("pending")) > 0)
    .map((group) => ["XPENDING", key, asBuffer(group.get("name")), "-", "+", String(group.get("pending"))]);
}
