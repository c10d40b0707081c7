// AWS as its documents describe it, over the truth of the data: statuses, events, calls, whoever makes them. Two things
// are worse than documented, so that only the product's own gate protects: it completes whatever it is asked to complete,
// and it tells its events late.
import type { EventReading, GroupReading } from "../../../migration/observation.ts";
import type { Accepted } from "../../../migration/ports.ts";
import { at as dateOf, beganMs, group } from "../samples.ts";
import { measure, nodeIdOf, periodMs, type Tick } from "./cloudWatch.ts";
import { nodeAddress, Shard, sourceHosts, strangersHost } from "./servers.ts";

export interface Habits {
  readonly shards: 1 | 2;
  readonly eventLagMs: number;
  /** What is never told. */
  readonly untold: "nothing" | "started" | "fellBack";
  readonly start: "syncs" | "fallsBack";
  /** `available` is still answered for this long after StartMigration. */
  readonly shownLateMs: number;
  /** Keys that the target holds before anything begins. */
  readonly keysBefore: number;
  /** Without one no server is asked, and CloudWatch measures. */
  readonly probe: "direct" | "none";
}

export type Caller = "us" | "stranger";

/** Who owns the data: what is written goes here after the promotion. */
export interface Owner {
  readonly side: "source" | "target";
  readonly by: Caller | "nobody";
}

interface Due {
  readonly atMs: number;
  readonly run: () => void;
  /** AWS's own next steps, which end with the migration. */
  readonly ofMigration: boolean;
}

export class Aws {
  nowMs = beganMs;
  status = "available";
  createdAt: string = group.createdAt;
  owner: Owner = { side: "source", by: "nobody" };
  /** Every shard and replica held all of the source, when the newest migration ended. */
  endedInSync = false;
  readonly habits: Habits;
  shards: readonly Shard[];
  readonly #events: (EventReading & { readonly visibleAtMs: number })[] = [];
  #due: Due[] = [];
  #shownAvailableUntilMs = 0;
  #completionToldAtMs = Infinity;
  #tick: Tick | undefined;

  constructor(habits: Habits) {
    this.habits = habits;
    this.shards = habits.shards === 1 ? [new Shard(0)] : [new Shard(0), new Shard(1)];
    for (const { primary } of this.shards) primary.keys = habits.keysBefore;
    if (habits.probe === "none") this.#measure();
  }

  /** CloudWatch's newest measurement. */
  get tick(): Tick | undefined {
    return this.#tick;
  }

  #measure(): void {
    this.#tick = measure(this.shards, this.nowMs, this.status === "migrating");
    this.after(periodMs / 1000, () => {
      this.#measure();
    });
  }

  after(seconds: number, run: () => void): void {
    this.#due.push({ atMs: this.nowMs + seconds * 1000, run, ofMigration: false });
  }

  #next(seconds: number, run: () => void): void {
    this.#due.push({ atMs: this.nowMs + seconds * 1000, run, ofMigration: true });
  }

  #cancel(): void {
    this.#due = this.#due.filter(({ ofMigration }) => !ofMigration);
  }

  advance(durationMs: number): void {
    const untilMs = this.nowMs + durationMs;
    for (;;) {
      let next: Due | undefined;
      for (const due of this.#due) if (due.atMs <= untilMs && (next === undefined || due.atMs < next.atMs)) next = due;
      if (next === undefined) break;
      const found = next;
      this.#due = this.#due.filter((due) => due !== found);
      this.nowMs = Math.max(this.nowMs, found.atMs);
      found.run();
    }
    this.nowMs = untilMs;
  }

  /** The events that can be read by now; AWS's dates are never the same for two. */
  events(): EventReading[] {
    return this.#events.filter((event) => event.visibleAtMs <= this.nowMs).map(({ at, message }) => ({ at, message }));
  }

  /** Whether the event of the completion that made the target the owner can be read by now. */
  get tellsOfCompletion(): boolean {
    return this.nowMs >= this.#completionToldAtMs;
  }

  /**
   * Whether anything tells that the migration in flight is from a stranger's source: the link of a single shard, for who
   * may look at it, or the event.
   */
  get showsStranger(): boolean {
    const newest = this.events().findLast(({ message }) => message.startsWith("Starting"));
    const [first, second] = this.shards;
    const linked =
      this.habits.probe === "direct" &&
      second === undefined &&
      first?.primary.follows === "stranger" &&
      first.primary.readable;
    return linked || newest?.message.includes(strangersHost) === true;
  }

  get shownStatus(): string {
    return this.nowMs < this.#shownAvailableUntilMs ? "available" : this.status;
  }

  group(): GroupReading {
    const cluster = this.habits.shards === 2;
    const { status, createdAt, shards } = { status: this.shownStatus, createdAt: this.createdAt, shards: this.shards };
    return {
      ...group,
      status,
      createdAt,
      clusterMode: cluster,
      shards: shards.map(({ index }) => {
        const [primary, follower] = [nodeAddress(index, "primary"), nodeAddress(index, "replica")];
        const nodeIds = [nodeIdOf(index, "primary"), nodeIdOf(index, "replica")];
        const known = cluster ? { primary: "", replicas: [] } : { primary, replicas: [follower] };
        return {
          id: `000${index + 1}`,
          slots: cluster ? slots(index) : "",
          nodes: [primary, follower],
          nodeIds,
          ...known,
        };
      }),
    };
  }

  /** Somebody deletes the group and creates another of the name, empty. */
  createAnew(): void {
    this.#cancel();
    this.createdAt = dateOf((this.nowMs - beganMs) / 1000);
    this.status = "available";
    this.owner = { side: "source", by: "nobody" };
    this.shards = this.shards.map(({ index }) => new Shard(index));
  }

  test(passes: boolean): Accepted {
    if (this.status !== "available") return wrongState;
    const message = passes ? "Test Migration successful for cache-prod" : "Test Migration failed for cache-prod";
    this.#next(3, () => this.#tell(message));
    return accepted;
  }

  start(source: "source" | "stranger" = "source"): Accepted {
    if (this.status !== "available") return wrongState;
    const { start, untold, shownLateMs } = this.habits;
    this.status = "modifying";
    this.#shownAvailableUntilMs = this.nowMs + shownLateMs;
    const host = source === "source" ? sourceHosts[0] : strangersHost;
    const begins = `Starting migration operation for target cluster cache-prod with source cluster endpoint ${host} and port 6379`;
    if (untold !== "started") this.#tell(begins);
    this.#next(10, () => {
      this.status = "migrating";
      this.#each((shard) => shard.follow(source));
    });
    if (start === "fallsBack") {
      this.#next(65, () => {
        this.#end();
        if (untold !== "fellBack")
          this.#tell("Migration operation failed for replication group cache-prod because of invalid RDB received");
      });
      return accepted;
    }
    // The second shard is a step behind, so that one alone is never all.
    this.#each((shard) => {
      this.#next(15 + 10 * shard.index, () => {
        shard.copy();
        // What was the target's own is gone.
        this.owner = { side: "source", by: "nobody" };
      });
      this.#next(30 + 10 * shard.index, () => shard.loaded());
      this.#next(40 + 20 * shard.index, () => shard.catchUp());
    });
    return accepted;
  }

  complete(caller: Caller): Accepted {
    if (this.status !== "migrating") return wrongState;
    this.#next(10, () => {
      if (this.status !== "migrating") return;
      this.#end();
      this.owner = { side: "target", by: caller };
      this.#completionToldAtMs = this.nowMs + this.habits.eventLagMs;
      this.#tell("Complete Migration successful for cache-prod");
    });
    return accepted;
  }

  force(): Accepted {
    if (this.status !== "migrating") return wrongState;
    this.#cancel();
    this.#next(5, () => {
      this.#end();
      this.#tell("Complete Migration successful for cache-prod");
    });
    return accepted;
  }

  #end(): void {
    this.#cancel();
    this.status = "available";
    this.endedInSync = this.shards.every(({ inSync }) => inSync);
    this.#each((shard) => shard.promote());
  }

  #each(what: (shard: Shard) => void): void {
    for (const shard of this.shards) what(shard);
  }

  #tell(message: string): void {
    const last = Date.parse(this.#events.at(-1)?.at ?? "") || 0;
    const at = new Date(Math.max(this.nowMs, last + 1)).toISOString();
    this.#events.push({ at, message, visibleAtMs: this.nowMs + this.habits.eventLagMs });
  }
}

export const slots = (index: number): string => (index === 0 ? "0-8191" : "8192-16383");

const accepted: Accepted = { kind: "accepted" };
const wrongState: Accepted = { kind: "wrongState", reason: "InvalidReplicationGroupState" };
