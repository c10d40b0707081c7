// The truth of the data: what the source wrote, what of it each node of the target holds, and what each node says of it.
// Nothing here knows how the product judges; it only keeps where which bytes are.
import type { ServerInfo, ServerReading } from "../../../migration/observation.ts";
import { master, replica } from "../samples.ts";

/** Of the source, as AWS connects to them: one per shard. */
export const sourceHosts = ["10.0.0.241", "10.0.0.242"] as const;
export const strangersHost = "10.9.9.9";
export const nodeAddress = (shard: number, node: "primary" | "replica"): string =>
  `cache-prod-000${shard + 1}-00${node === "primary" ? 1 : 2}.example:6379`;

/** The largest lag, in bytes, that this world's plans allow. */
export const allowedLagBytes = 1000;

export interface Node {
  /** Whose stream it applies; `nobody`: it is a primary of its own. */
  follows: "source" | "stranger" | "nobody";
  /** `loading` covers everything from the first byte of a copy to its last key. */
  link: "down" | "loading" | "up";
  /** The history whose bytes it holds, and which one it left when it was promoted. */
  history: string;
  left: string;
  /** How many bytes of the history it lacks at the moment. */
  lacksBytes: number;
  /** Keys besides AWS's own. */
  keys: number;
  readable: boolean;
  silentSeconds: number;
}

export interface SourceShard {
  history: string;
  bytes: number;
  keys: number;
  /** A failover made it a replica of somebody: what is written now goes elsewhere. */
  demoted: boolean;
  readable: boolean;
}

export class Shard {
  readonly index: number;
  readonly source: SourceShard;
  readonly primary: Node;
  readonly replica: Node;

  constructor(index: number) {
    this.index = index;
    const history = String(index).repeat(40);
    this.source = { history, bytes: 5000, keys: 10, demoted: false, readable: true };
    this.primary = ownNode(index, "nobody");
    this.replica = ownNode(index, "source");
  }

  /** The one truth that a completion rests on: everything that the source acknowledged is on every node, or nearly. */
  get inSync(): boolean {
    const { source } = this;
    const has = (node: Node) =>
      node.link === "up" && node.history === source.history && node.lacksBytes <= allowedLagBytes;
    return !source.demoted && this.primary.follows === "source" && has(this.primary) && has(this.replica);
  }

  /** The target begins to follow: what it held is on its way out only when the copy comes. */
  follow(whom: "source" | "stranger"): void {
    Object.assign(this.primary, { follows: whom, link: "down" });
  }

  copy(): void {
    const { follows } = this.primary;
    if (follows === "nobody") return;
    const history = follows === "source" ? this.source.history : "f".repeat(40);
    Object.assign(this.primary, { link: "loading", history, keys: 0, lacksBytes: this.source.bytes });
    Object.assign(this.replica, { link: "down", keys: 0 });
  }

  /** The copy has come; what was written meanwhile has not yet. */
  loaded(): void {
    if (this.primary.link !== "loading") return;
    Object.assign(this.primary, { link: "up", keys: this.source.keys, lacksBytes: 3000 });
    Object.assign(this.replica, {
      link: "up",
      history: this.primary.history,
      keys: this.source.keys,
      lacksBytes: 3000,
    });
  }

  catchUp(): void {
    for (const node of [this.primary, this.replica]) if (node.link === "up") node.lacksBytes = 0;
  }

  promote(): void {
    const { primary, replica: follower } = this;
    if (primary.follows === "nobody") return;
    primary.left = primary.history;
    Object.assign(primary, {
      follows: "nobody",
      link: "up",
      history: "b".repeat(39) + String(this.index),
      lacksBytes: 0,
    });
    Object.assign(follower, { history: primary.history, link: "up", lacksBytes: 0 });
  }

  says(address: string): ServerReading | undefined {
    const { source } = this;
    if (address === `${sourceHosts[this.index]}:6379`) return reading(address, source.readable, sourceInfo(source));
    if (address === nodeAddress(this.index, "primary"))
      return reading(address, this.primary.readable, this.#nodeInfo(this.primary, sourceHosts[this.index] ?? ""));
    if (address !== nodeAddress(this.index, "replica")) return undefined;
    return reading(address, this.replica.readable, this.#nodeInfo(this.replica, "cache-prod-primary.example"));
  }

  #nodeInfo(node: Node, of: string): ServerInfo {
    const { history, left, link, lacksBytes, follows, keys, silentSeconds } = node;
    const offset = Math.max(0, this.source.bytes - lacksBytes);
    const own = { replid: history, replid2: left, keys, offset };
    if (node === this.primary && follows === "nobody") return master(own);
    const host = node === this.primary && follows === "stranger" ? strangersHost : of;
    const loading = link === "loading";
    return replica({ ...own, loading }, { host, up: link === "up", syncing: loading, silentSeconds });
  }
}

function ownNode(index: number, follows: Node["follows"]): Node {
  const history = "b".repeat(39) + String(index);
  return { follows, link: "up", history, left: "", lacksBytes: 0, keys: 0, readable: true, silentSeconds: 0 };
}

function sourceInfo({ history, bytes, keys, demoted }: SourceShard): ServerInfo {
  const own = { replid: history, offset: bytes, keys };
  return demoted ? replica(own, { host: "10.0.0.99" }) : master(own);
}

function reading(address: string, readable: boolean, info: ServerInfo): ServerReading {
  return readable ? { kind: "read", address, info } : { kind: "unreadable", address, reason: "connect ETIMEDOUT" };
}
