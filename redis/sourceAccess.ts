// Who may do what on a source: ACL LIST, and the commands that AWS or the replication stream needs under their own names.
import type { AclReading } from "../migration/sourceReading.ts";
import type { Questions } from "./questions.ts";

/** AWS names the first six (Migration-Prepare); a replica begins with the last. */
const neededByAws = ["sync", "psync", "info", "config", "command", "cluster", "ping"];

/** Commands that change data, all of them in 2.8.21 already: the stream carries them under the name that was typed. */
const changing =
  "append bitop decr decrby del eval expire expireat flushall flushdb getset hdel hincrby hincrbyfloat hmset hset " +
  "hsetnx incr incrby incrbyfloat linsert lpop lpush lpushx lrem lset ltrim move mset msetnx persist pexpire " +
  "pexpireat pfadd pfmerge psetex rename renamenx restore rpop rpoplpush rpush rpushx sadd sdiffstore set setbit " +
  "setex setnx setrange sinterstore smove sort spop srem sunionstore zadd zincrby zinterstore zrem " +
  "zremrangebyrank zremrangebyscore zunionstore";

export interface Commands {
  readonly missingCommands: readonly string[];
  readonly disabledCommands: readonly string[];
}

/**
 * A command that was renamed is still told of by its declared name in COMMAND, while COMMAND INFO, which looks for the
 * name that clients type, does not find it. One that was switched off is in neither.
 */
export async function readCommands(questions: Questions): Promise<Commands> {
  const asked = [...neededByAws, ...changing.split(" ")];
  const reply = await questions.ask("COMMAND INFO", "COMMAND", "INFO", ...asked);
  if (!Array.isArray(reply)) {
    const refusal = questions.refused.find(({ command }) => command === "COMMAND INFO");
    return { missingCommands: isUnknown(refusal?.reason) ? ["command"] : [], disabledCommands: [] };
  }
  const absent = asked.filter((_, index) => reply[index] === null);
  if (absent.length === 0) return { missingCommands: [], disabledCommands: [] };
  const declared = await declaredCommands(questions);
  const isMissing = (name: string) => neededByAws.includes(name) || declared.has(name);
  return {
    missingCommands: absent.filter(isMissing),
    disabledCommands: absent.filter((name) => !isMissing(name)),
  };
}

async function declaredCommands(questions: Questions): Promise<Set<string>> {
  const reply = await questions.ask("COMMAND", "COMMAND");
  const entries: readonly unknown[] = Array.isArray(reply) ? reply : [];
  return new Set(entries.map((entry) => (Array.isArray(entry) ? String(entry[0]).toLowerCase() : "")));
}

export const isUnknown = (reason: string | undefined): boolean => /unknown command/i.test(reason ?? "");

/** Passwords' digests stay here: nothing but what decides is passed on. */
export async function readAcl(questions: Questions): Promise<AclReading> {
  const reply = await questions.ask("ACL LIST", "ACL", "LIST");
  if (!Array.isArray(reply)) return { kind: "refused" };
  const users = new Map(reply.map(String).map((line) => [line.split(" ")[1] ?? "", line] as const));
  // Selectors in parentheses (7.0) only add to what the rules before them allow.
  const words = (users.get("default") ?? "").replaceAll(/\([^)]*\)/g, "").split(" ");
  return {
    kind: "read",
    isOn: words.includes("on"),
    needsNoPassword: words.includes("nopass"),
    commandRules: words.filter((word) => /^[+-]|^(all|no)commands$/.test(word)),
    otherUsers: [...users.keys()].filter((name) => name !== "default"),
  };
}
