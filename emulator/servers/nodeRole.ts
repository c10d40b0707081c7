// How a server is made a node of ElastiCache: what its clients cannot do, and how the emulator still can.
import { randomBytes } from "node:crypto";
import { clusterDirectives } from "./clusterForming.ts";
import type { Credentials } from "./connection.ts";

/** Secrets of one replication group; they never leave the emulator and its servers. */
export interface NodeSecrets {
  /** The emulator's own user on the nodes. The default user is the client's, and has no password. */
  readonly keeper: Credentials;
  /** The user that replicas present to their primary: clients may not PSYNC, the group's own replicas must. */
  readonly replica: Credentials;
  /** Prefix of the hidden names of restricted commands. */
  readonly hidden: string;
}

export type HiddenCommand = (typeof hiddenCommands)[number];

/** Unknown to clients on every ElastiCache node (AWS: "Supported and restricted commands"). */
const hiddenCommands = [
  "bgrewriteaof",
  "bgsave",
  "config",
  "debug",
  "migrate",
  "replicaof",
  "save",
  "shutdown",
  "slaveof",
] as const;

/**
 * Refused to clients by ACL: their names must stay, because replicas send them or because only some of their
 * subcommands are restricted. Allowed subcommands are listed, as Redis 6.2 cannot take away single ones.
 */
const clientRules = [
  "+@all",
  "-psync",
  "-sync",
  "-acl",
  ...["cat", "genpass", "getuser", "list", "log", "users", "whoami"].map((name) => `+acl|${name}`),
  "-cluster",
  ...[
    "countkeysinslot",
    "getkeysinslot",
    "info",
    "keyslot",
    "myid",
    "nodes",
    "replicas",
    "shards",
    "slaves",
    "slots",
  ].map((name) => `+cluster|${name}`),
];

export function newNodeSecrets(): NodeSecrets {
  const secret = () => randomBytes(24).toString("hex");
  return {
    keeper: { username: "emulator-keeper", password: secret() },
    replica: { username: "emulator-replica", password: secret() },
    hidden: secret(),
  };
}

/** The name under which the emulator calls a command that clients do not have. */
export function hiddenName({ hidden }: NodeSecrets, command: HiddenCommand): string {
  return `${command}-${hidden}`;
}

export interface NodeSettings {
  readonly secrets: NodeSecrets;
  readonly databases: number;
  /** In cluster mode, where it stands instead of the former. */
  readonly clusterDatabases: number;
  /** Directives that follow from the parameter group. */
  readonly parameters: readonly string[];
}

export function nodeDirectives({ secrets, databases, parameters }: NodeSettings): string[] {
  const { keeper, replica } = secrets;
  return [
    "protected-mode no",
    `databases ${databases}`,
    'save ""',
    "appendonly no",
    "repl-diskless-sync yes",
    // Nobody else asks for the same snapshot, so waiting for them (5 s by default) would only cost time.
    "repl-diskless-sync-delay 0",
    ...parameters,
    ...hiddenCommands.map((command) => `rename-command ${command} ${hiddenName(secrets, command)}`),
    `user default on nopass ~* &* ${clientRules.join(" ")}`,
    `user ${keeper.username} on >${keeper.password} ~* &* +@all`,
    `user ${replica.username} on >${replica.password} +psync +replconf +ping`,
  ];
}

/**
 * A node of a cluster. Nobody takes over from one that dies, as everywhere in the emulator; and as any of them may be
 * made a replica, each knows how to log in to another.
 */
export function clusterNodeDirectives(settings: NodeSettings, address: string): string[] {
  return [
    ...nodeDirectives(settings),
    ...clusterDirectives(address),
    `cluster-databases ${settings.clusterDatabases}`,
    "cluster-replica-no-failover yes",
    ...loginDirectives(settings.secrets),
  ];
}

/** A standalone replica of a primary of the same group; of a source only without `secrets`: it is shown no password. */
export function replicaDirectives(
  settings: NodeSettings,
  primary: { readonly address: string; readonly port: number },
  secrets?: NodeSecrets,
): string[] {
  const login = secrets === undefined ? [] : loginDirectives(secrets);
  return [...nodeDirectives(settings), ...login, `replicaof ${primary.address} ${primary.port}`];
}

function loginDirectives({ replica }: NodeSecrets): string[] {
  return [`masteruser ${replica.username}`, `masterauth ${replica.password}`];
}
