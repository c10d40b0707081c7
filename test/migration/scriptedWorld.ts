// AWS and the servers of one migration as a script on a clock that moves only when somebody sleeps. It acts as AWS is
// documented to; what it does at which second is the test's choice.
import type { EventReading, GroupReading } from "../../migration/observation.ts";
import type { Accepted, Clock, ElastiCachePort, PortError, RedisPort } from "../../migration/ports.ts";
import type { Ports } from "../../migration/reach.ts";
import type { LiveStatus } from "../../migration/stages.ts";
import * as sample from "./samples.ts";
import { liveOf } from "../../migration/liveReading.ts";
import { ScriptedEvents } from "./scriptedEvents.ts";
import type { NetworkReading } from "../../migration/networkReading.ts";
import { ScriptedMetrics, type Measured } from "./scriptedMetrics.ts";
import { serverAt, type History, type Link } from "./scriptedServers.ts";

type Call = "test" | "start" | "complete" | "abort";

/** How a call is answered when not as AWS would: `done` says whether it is carried out all the same. */
export interface Answer {
  readonly accepted: Accepted;
  readonly done: boolean;
}

export interface Script {
  /** Every event can be read only this long after its date. */
  readonly eventLagMs?: number;
  /** What StartMigration comes to: replication, the fall-back that AWS makes when it cannot, or copies without an end. */
  readonly start?: "syncs" | "fallsBack" | "loops";
  /** StartMigration's event is never told. */
  readonly silentStart?: boolean;
  /** The fall-back's event is never told. */
  readonly silentFallBack?: boolean;
  readonly silentCompletion?: boolean;
  /** `available` is still answered for this long after StartMigration. */
  readonly shownLateMs?: number;
}

/** Ends a run as SIGKILL would: nothing after the call happens, and nothing of the run is kept. */
export class Killed extends Error {}

export class ScriptedWorld {
  nowMs = sample.beganMs;
  script: Script;
  status = "available";
  link: Link = "none";
  createdAt = sample.group.createdAt;
  deleted = false;
  /** Whose replication history the target's primary has, and which it left when it was last promoted. */
  history: History = "own";
  leftHistory: History | "none" = "none";
  leftOffset: number | undefined;
  /** What replication brought, minus what was thrown away by a later start. */
  targetKeys = 0;
  promoted = false;
  fullSyncs = 0;
  readonly calls: { call: Call; outcome: string; link: Link; atMs: number }[] = [];
  readonly lines: string[] = [];
  readonly answers: Partial<Record<Call, Answer[]>> = {};
  /** The next questions that AWS leaves unanswered. */
  silences: PortError[] = [];
  /** The run is killed in the n-th call to a port from now on. */
  killAtCall = Infinity;
  testFails = false;
  readonly metrics = new ScriptedMetrics();
  readonly #events = new ScriptedEvents();
  #due: { atMs: number; run: () => void }[] = [];
  #shownAvailableUntilMs = 0;

  constructor(script: Script = {}) {
    this.script = script;
  }

  /** Schedules a turn of events, in seconds from now. */
  after(seconds: number, run: () => void): void {
    this.#due.push({ atMs: this.nowMs + seconds * 1000, run });
  }

  advance(durationMs: number): void {
    const untilMs = this.nowMs + durationMs;
    for (;;) {
      const [next] = this.#due.filter((one) => one.atMs <= untilMs).sort((one, other) => one.atMs - other.atMs);
      if (next === undefined) break;
      this.#due = this.#due.filter((one) => one !== next);
      this.metrics.measure(next.atMs, this.#measured);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
    }
    this.metrics.measure(untilMs, this.#measured);
    this.nowMs = untilMs;
  }

  /** AWS has the primary's health while it migrates only, and of replicas their lag always. */
  readonly #measured: Measured = (metric, nodeId) => {
    const isPrimary = nodeId === "cache-prod-001";
    switch (metric) {
      case "PrimaryLinkHealthStatus":
        return isPrimary && this.status === "migrating" ? Number(this.link === "synced") : undefined;
      case "ReplicationLag":
        return isPrimary ? undefined : 0;
      case "CurrItems":
        return this.targetKeys + 1;
    }
  };

  tell(message: string): void {
    this.#events.tell(message, this.nowMs, this.script.eventLagMs ?? 0);
  }

  visibleEvents(): EventReading[] {
    return this.#events.visible(this.nowMs);
  }

  live(): LiveStatus {
    if (this.deleted) return { kind: "absent" };
    const group = {
      arn: "",
      status: this.#shownStatus(),
      createdAt: this.createdAt,
      transitEncryption: false,
    };
    return liveOf(group, this.visibleEvents());
  }

  /** AWS ends what is in flight: the target becomes a primary of its own. */
  end(): void {
    this.#due = [];
    this.promote();
    this.status = "available";
  }

  /** The primary follows nobody any more, whatever AWS's status says so far. */
  promote(): void {
    if (this.link !== "none") {
      this.leftHistory = this.history;
      this.leftOffset = this.link === "synced" ? 5001 : 2001;
    }
    this.history = "own";
    this.link = "none";
  }

  /** Force ends the migration, whoever asked for it: AWS tells of it in the words of a completion. */
  force(): void {
    this.end();
    this.tell(sample.events.completed(0).message);
  }

  get ports(): Ports {
    return {
      elastiCache: this.#elastiCache,
      network: { read: () => this.#ask(() => unreadNetwork, false) },
      redis: this.#redis,
      metrics: this.metrics.port,
      clock: this.#clock,
      report: (line) => this.lines.push(line),
    };
  }

  readonly #clock: Clock = {
    nowMs: () => this.nowMs,
    sleep: (durationMs, signal) => {
      signal.throwIfAborted();
      this.#touch();
      this.advance(durationMs);
      return Promise.resolve();
    },
    random: () => 0.5,
  };

  readonly #elastiCache: ElastiCachePort = {
    group: () => this.#ask(() => this.#group()),
    events: () => this.#ask(() => this.visibleEvents()),
    nodes: () => this.#ask(() => sample.ready.nodes),
    parameters: () => this.#ask(() => sample.ready.parameters),
    serverless: () => this.#ask(() => false),
    test: () => this.#act("test", () => this.#test()),
    start: () => this.#act("start", () => this.#start()),
    complete: ({ force }) =>
      force ? this.#act("abort", () => this.#abort()) : this.#act("complete", () => this.#complete()),
  };

  readonly #redis: RedisPort = {
    observe: (addresses) => this.#ask(() => addresses.map((address) => serverAt(address, this)), false),
    topology: () => this.#ask(() => ({ kind: "unreadable" as const, reason: "no cluster" }), false),
    source: () => this.#ask(() => sample.readableSource, false),
    restoreProbe: () => this.#ask(() => ({ kind: "notProbed" as const, why: "not scripted" }), false),
    contents: () =>
      this.#ask(
        () =>
          this.targetKeys === 0
            ? { kind: "empty" as const }
            : { kind: "keys" as const, count: this.targetKeys, where: "database 0" },
        false,
      ),
    close: () => undefined,
  };

  #touch(): void {
    this.killAtCall -= 1;
    if (this.killAtCall <= 0) throw new Killed("killed");
  }

  /** Whatever goes wrong is a rejection, as it is of the real ports. */
  #ask<T>(answer: () => T, ofAws = true): Promise<T> {
    return Promise.resolve().then(() => {
      this.#touch();
      const silence = ofAws ? this.silences.shift() : undefined;
      if (silence !== undefined) throw silence;
      return answer();
    });
  }

  /** A kill may come before a call arrives at AWS or right after it was carried out. */
  #act(call: Call, carryOut: () => Accepted): Promise<Accepted> {
    return Promise.resolve().then(() => {
      this.#touch();
      const { accepted, done } = this.answers[call]?.shift() ?? { accepted: undefined, done: true };
      const outcome = done ? carryOut() : undefined;
      const answer = accepted ?? outcome ?? { kind: "notDone", reason: "not sent" };
      const carried = outcome?.kind === "accepted" ? "done" : (outcome ?? answer).kind;
      this.calls.push({ call, outcome: carried, link: this.link, atMs: this.nowMs });
      this.#touch();
      return answer;
    });
  }

  #shownStatus(): string {
    return this.nowMs < this.#shownAvailableUntilMs ? "available" : this.status;
  }

  #group(): GroupReading {
    if (this.deleted) return { kind: "absent" };
    return { ...sample.group, status: this.#shownStatus(), createdAt: this.createdAt };
  }

  #test(): Accepted {
    if (this.status !== "available") return wrongState;
    const message = this.testFails
      ? "Test Migration failed for cache-prod because of an unreachable source"
      : "Test Migration successful for cache-prod";
    this.after(3, () => this.tell(message));
    return accepted;
  }

  #start(): Accepted {
    if (this.status !== "available") return wrongState;
    const { start = "syncs", silentStart, silentFallBack, shownLateMs = 0 } = this.script;
    this.status = "modifying";
    this.#shownAvailableUntilMs = this.nowMs + shownLateMs;
    if (silentStart !== true) this.tell(sample.events.started(0).message);
    this.after(10, () => {
      this.status = "migrating";
      this.link = "connecting";
    });
    if (start === "fallsBack") {
      this.after(65, () => {
        this.end();
        if (silentFallBack !== true) this.tell(sample.events.fellBack(0).message);
      });
      return accepted;
    }
    if (start === "loops") {
      for (let seconds = 15; seconds < 600; seconds += 20) {
        this.after(seconds, () => {
          this.link = "copying";
          this.fullSyncs += 1;
        });
        this.after(seconds + 10, () => (this.link = "connecting"));
      }
      return accepted;
    }
    this.after(15, () => {
      this.link = "copying";
      this.targetKeys = 0;
    });
    this.after(30, () => {
      this.link = "behind";
      this.history = "source";
      this.targetKeys = 10;
    });
    this.after(40, () => (this.link = "synced"));
    return accepted;
  }

  #complete(): Accepted {
    if (this.status !== "migrating") return wrongState;
    this.after(10, () => {
      if (this.status !== "migrating") return;
      if (this.link !== "synced") {
        this.tell(sample.events.notInSync(0).message);
        return;
      }
      this.end();
      this.promoted = true;
      if (this.script.silentCompletion !== true) this.tell(sample.events.completed(0).message);
    });
    return accepted;
  }

  #abort(): Accepted {
    if (this.status !== "migrating") return wrongState;
    this.#due = [];
    this.after(5, () => {
      this.force();
    });
    return accepted;
  }
}

const accepted: Accepted = { kind: "accepted" };
/**
 * The call at which a run of `migrate` is killed when its StartMigration has been carried out: group, events, targets,
 * source; then nodes, parameters, settings, contents, network; Describe; before and after the call.
 */
export const afterFirstStart = 12;

/** The network is the network's tests' affair: here nobody may read it. */
const unread = { kind: "unread", action: "ec2:DescribeSubnets", denied: true, why: "not scripted" } as const;
const side = { securityGroups: unread, subnets: unread, routeTables: unread, acls: unread };
const unreadNetwork: NetworkReading = { target: side, source: side, connection: unread };

const wrongState: Accepted = { kind: "wrongState", reason: "InvalidReplicationGroupState" };
