// What does a key of each type hold? Ordinary values mostly, edge cases often enough that every run has them.
import type { Command } from "./connection.ts";
import type { Random } from "./random.ts";

export const dataTypes = ["string", "hash", "list", "set", "zset", "stream"] as const;
export type DataType = (typeof dataTypes)[number];

/** Scores that text and binary forms, listpacks and skiplists treat differently. */
const edgeScores = ["-0", "0", "inf", "-inf", "1e-300", "0.1", "3.0000000000000004", "1.7976931348623157e+308", "-1.5"];
const edgeStrings = ["", "0", "-0", "-1", "007", "9223372036854775807", "9223372036854775808", "3.14", "\0", "a\r\nb"];
/** Beyond the compact encodings (128 entries, 512 integers), so that both forms of each type travel. */
const largeEntries = 700;
const largeBytes = 70_000;

/** The commands that create `key`, which must not exist. */
export function commandsFor(type: DataType, key: Buffer, random: Random): Command[] {
  switch (type) {
    case "string":
      return stringCommands(key, random);
    case "hash":
      return [["HSET", key, ...entries(random).flatMap((at) => [field(at, random), value(random)])]];
    case "list":
      return [["RPUSH", key, ...entries(random).map(() => value(random))]];
    case "set":
      return [["SADD", key, ...setMembers(random)]];
    case "zset":
      return [["ZADD", key, ...entries(random).flatMap((at) => [score(random), field(at, random)])]];
    case "stream":
      return streamCommands(key, random);
  }
}

function stringCommands(key: Buffer, random: Random): Command[] {
  const form = random.integer(100);
  if (form < 4) {
    // PFCOUNT writes the cached cardinality into the value; without it the cache stays marked as stale.
    const counted: Command[] = form < 2 ? [["PFCOUNT", key]] : [];
    return [["PFADD", key, ...entries(random).map((at) => `visitor-${at}-${random.integer(1e6)}`)], ...counted];
  }
  if (form < 12) return [["SET", key, random.pick(nonEmpty(edgeStrings))]];
  if (form < 14) return [["SETRANGE", key, String(random.integer(50)), random.bytes(20)]];
  if (random.integer(1_000) === 0) return [["SET", key, random.bytes(largeBytes)]];
  return [["SET", key, value(random)]];
}

function streamCommands(key: Buffer, random: Random): Command[] {
  const form = random.integer(10);
  // A stream without entries that remembers its last id through a group.
  if (form === 0) return [["XGROUP", "CREATE", key, "idle", "$", "MKSTREAM"]];
  const commands: Command[] = [];
  const ids: string[] = [];
  let atMs = 1_700_000_000_000 + random.integer(1e9);
  for (let count = 1 + random.integer(random.integer(40) === 0 ? 300 : 8); count > 0; count--) {
    atMs += random.integer(3);
    const id = `${atMs}-${ids.length + 1}`;
    ids.push(id);
    commands.push(["XADD", key, id, "event", value(random), ...(random.integer(3) === 0 ? ["", ""] : [])]);
  }
  const last = ids.at(-1) ?? "0-1";
  if (form < 7) {
    commands.push(["XGROUP", "CREATE", key, "workers", "0"]);
    commands.push(["XGROUP", "CREATE", key, "audit", random.pick([last, "0", ids[0] ?? "0"])]);
    commands.push(["XREADGROUP", "GROUP", "workers", "one", "COUNT", "3", "STREAMS", key, ">"]);
    commands.push([
      "XREADGROUP",
      "GROUP",
      "workers",
      Buffer.from([0x74, 0xff, 0x00]),
      "COUNT",
      "2",
      "STREAMS",
      key,
      ">",
    ]);
    // Claimed once more: its delivery count is above one.
    if (form < 4) commands.push(["XCLAIM", key, "workers", "two", "0", ids[0] ?? last]);
    if (form < 3) commands.push(["XACK", key, "workers", ids[1] ?? last]);
  }
  // The last id of a stream may be one that is no longer there.
  if (form === 8 || form === 2) commands.push(["XDEL", key, last]);
  return commands;
}

function setMembers(random: Random): (string | Buffer)[] {
  // Sets of integers have an encoding of their own.
  if (random.integer(3) === 0) return entries(random).map(() => String(random.integer(1e9) - 5e8));
  return entries(random).map((at) => field(at, random));
}

function entries(random: Random): number[] {
  const count = random.integer(500) === 0 ? largeEntries : 1 + random.integer(12);
  return Array.from({ length: count }, (_, at) => at);
}

/** Different for each `at`, except that the empty one may take the first place. */
function field(at: number, random: Random): string | Buffer {
  const form = random.integer(20);
  if (at === 0 && form < 2) return "";
  if (form === 2) return Buffer.concat([Buffer.from(`${at}:`), random.bytes(6)]);
  if (form === 3) return String(at);
  return `field-${at}`;
}

function value(random: Random): string | Buffer {
  const form = random.integer(20);
  if (form === 0) return "";
  if (form < 4) return random.bytes(1 + random.integer(40));
  if (form < 7) return String(random.integer(2 ** 31) - 2 ** 30);
  if (form === 7) return String((random.fraction() - 0.5) * 1e6);
  if (form === 8) return "x".repeat(64 + random.integer(200));
  return `value ${random.integer(1e9).toString(36)} ÅÉ`;
}

function score(random: Random): string {
  const form = random.integer(10);
  if (form < 3) return random.pick(nonEmpty(edgeScores));
  if (form < 5) return String((random.fraction() - 0.5) * 1e9);
  // Few different ones: members of equal score are ordered by their bytes.
  return String(random.integer(4));
}

function nonEmpty(list: readonly string[]): readonly [string, ...string[]] {
  const [first = "", ...rest] = list;
  return [first, ...rest];
}
