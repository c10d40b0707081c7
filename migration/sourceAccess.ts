// Whether ElastiCache's nodes may use a server of the source: its way in, AUTH and ACL, and the commands that they send.
import { finding, type Finding } from "./findings.ts";
import { isAddress } from "./networks.ts";
import type { Plan } from "./plan.ts";
import type { SourceRead, SourceReading } from "./sourceReading.ts";

export function unreadable({ address, reason, refuses }: Extract<SourceReading, { kind: "unreadable" }>): Finding {
  const found = `${address}: ${reason}`;
  switch (refuses) {
    case "withoutPassword":
      return auth(found);
    case "withoutPermission":
      return finding(
        "source-acl",
        "blocking",
        found,
        "a default user that may run every command: ElastiCache's nodes come as that user, without a password",
        "run on the source: ACL SETUSER default on nopass ~* +@all",
      );
    case "protectedMode":
      return protectedMode(found);
    case "plainText":
      return plainText(found);
    case "unknownInfo":
      return lacking(found);
    case "nothing":
      return finding(
        "source-unreachable",
        "blocking",
        found,
        "a source that this process can read (probe.mode is direct)",
        "start the source, or map its address in probe.addresses to one that this machine reaches",
      );
  }
}

function auth(found: string): Finding {
  return finding(
    "source-auth",
    "blocking",
    found,
    "a source without AUTH",
    "remove requirepass on the source (CONFIG SET, and in redis.conf); with ACL, give the default user nopass",
  );
}

function protectedMode(found: string): Finding {
  return finding(
    "source-protected-mode",
    "blocking",
    found,
    'protected-mode "no", so that the target\'s nodes may connect',
    "set protected-mode to no on the source (CONFIG SET, and in redis.conf)",
  );
}

function plainText(found: string): Finding {
  return finding(
    "source-tls",
    "blocking",
    `${found} (it speaks TLS)`,
    "a port for plain text: the target has encryption in transit off, and so is its link to the source",
    "set port on the source to one of its own beside tls-port (CONFIG SET port, and in redis.conf), and source.endpoint to it",
  );
}

function lacking(found: string): Finding {
  return finding(
    "source-commands",
    "blocking",
    found,
    "SYNC, PSYNC, INFO, CONFIG, COMMAND, CLUSTER, PING and every command that changes data under their own names",
    "take their rename-command lines out of redis.conf, and restart the source",
  );
}

/** What ElastiCache meets when it connects to this server. */
export function* wayIn(plan: Plan, reading: SourceRead): Iterable<Finding> {
  const { address, settings, acl } = reading;
  if (settings.protectedMode === "yes") yield protectedMode(`protected-mode is "yes" on ${address}`);
  yield* bind(plan, reading);
  if (settings.port === 0 && (settings.tlsPort ?? 0) > 0) yield plainText(`${address} has port 0`);
  if (acl.kind !== "read") return;
  if (!acl.isOn || !acl.needsNoPassword) {
    yield auth(`the default user of ${address} ${acl.isOn ? "has a password" : "is off"}`);
  }
  const denied = ["psync", "sync", "replconf", "ping"].filter((command) => !allows(acl.commandRules, command));
  if (denied.length > 0) {
    yield finding(
      "source-acl",
      "blocking",
      `the default user of ${address} may not run ${denied.join(", ")} (${acl.commandRules.join(" ")})`,
      "a default user that may replicate: ElastiCache's nodes come as that user",
      "run on the source: ACL SETUSER default +@all",
    );
  }
}

/** Of the commands that replication begins with; the last rule that is about a command decides. */
const categories: Readonly<Record<string, readonly string[]>> = {
  ping: ["all", "fast", "connection"],
  replconf: ["all", "admin", "slow", "dangerous"],
};

function allows(rules: readonly string[], command: string): boolean {
  const about = categories[command] ?? ["all", "admin", "slow", "dangerous"];
  let allowed = false;
  for (const rule of rules) {
    if (rule === "allcommands" || rule === "nocommands") allowed = rule === "allcommands";
    else if (rule.slice(1) === command || about.includes(/^.@(.+)$/.exec(rule)?.[1] ?? "")) allowed = rule[0] === "+";
  }
  return allowed;
}

const onThisMachine = (host: string) => host === "localhost" || host === "::1" || host.startsWith("127.");

/** An address that a mapping leads to stands for the source's own; that of every machine itself never does. */
function* bind({ addresses }: Plan, { address, settings }: SourceRead): Iterable<Finding> {
  const listens = (settings.bind ?? "").split(/\s+/).flatMap((one) => (one === "" ? [] : one.replace(/^-/, "")));
  if (listens.length === 0 || listens.some((one) => ["*", "0.0.0.0", "::", "::*"].includes(one))) return;
  const host = address.split(":")[0] ?? "";
  const mapped = addresses[address]?.split(":")[0] ?? "";
  if (listens.includes(host) && !onThisMachine(host)) return;
  if (listens.includes(mapped) && !["127.0.0.1", "localhost", "::1"].includes(mapped)) return;
  const expected = "an interface that ElastiCache's nodes reach";
  const remedy = `set bind to ${isAddress(host) ? host : "the instance's private address"} beside what is there (in redis.conf, and CONFIG SET from 6.2 on; else a restart)`;
  const found = `${address} has bind ${listens.join(" ")}`;
  if (listens.every(onThisMachine)) yield finding("source-bind", "blocking", found, expected, remedy);
  else if (isAddress(host)) yield finding("source-bind", "warning", found, `${host} among them`, remedy);
}

/** Commands under their own names; and what the server did not answer, by the question's name. */
export function* commands(reading: SourceRead): Iterable<Finding> {
  const { address, missingCommands, disabledCommands, refused, settings } = reading;
  if (missingCommands.length > 0) yield lacking(`${address} lacks ${missingCommands.join(", ")}`);
  if (disabledCommands.length > 0) {
    yield finding(
      "source-commands",
      "warning",
      `${address} has switched off ${disabledCommands.join(", ")}`,
      "no renamed command; one that nobody can call is never replicated either, but AWS asks for all names",
      "take their rename-command lines out of redis.conf, if AWS refuses the source",
    );
  }
  const config = refused.find(({ command }) => command === "CONFIG GET");
  if (config !== undefined || settings.databases === undefined) {
    yield finding(
      "source-config",
      "unknown",
      `${address} does not tell its configuration (CONFIG GET: ${config?.reason ?? "no answer"}): protected-mode, bind, databases and buffers are not known`,
      "CONFIG GET answers, to ElastiCache's nodes too: they come as this process does, without a password",
      "allow CONFIG to the default user, or look at redis.conf by hand",
    );
  }
  const others = refused.filter(({ command }) => !["CONFIG GET", ...missingCommands.map(infoOf)].includes(command));
  if (others.length > 0) {
    yield finding(
      "source-unread",
      "unknown",
      `${address} does not answer ${others.map(({ command, reason }) => `${command} (${reason})`).join(", ")}`,
      "an answer: what it would tell is not known",
      "allow them to the default user, or look at the source by hand",
    );
  }
}

/** A COMMAND that is missing is told of as such; that it refuses is the same thing. */
const infoOf = (command: string): string => (command === "command" ? "COMMAND INFO" : "");

/** ElastiCache as a source: by its name, and by what only its servers are. */
export function* selfManaged({ host, primaries }: Plan["source"]): Iterable<Finding> {
  const named = [host, ...primaries].filter((one) => /\.cache\.amazonaws\.com(\.cn)?(:\d+)?$/i.test(one));
  if (named.length > 0) yield managed(`${named.join(", ")} is an address of ElastiCache`);
}

export function managed(found: string): Finding {
  return finding(
    "source-elasticache",
    "blocking",
    found,
    "a source on EC2 that nobody but its owner manages: ElastiCache refuses PSYNC, and AWS excludes it as a source",
    "copy between ElastiCache clusters by a snapshot, a global datastore or an application-level copy",
  );
}
