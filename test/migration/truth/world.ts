// The ports of the product over the true world: what it may ask is answered from the truth, what it does is witnessed,
// and it can be killed before and after every call.
import type { NetworkReading } from "../../../migration/networkReading.ts";
import type { TopologyReading } from "../../../migration/observation.ts";
import { PortError, type Accepted, type RedisPort } from "../../../migration/ports.ts";
import type { Ports } from "../../../migration/reach.ts";
import type { SourceReading } from "../../../migration/sourceReading.ts";
import type { Act } from "../../../migration/situation.ts";
import { ready, readableSource } from "../samples.ts";
import { Killed } from "../scriptedWorld.ts";
import { Aws, slots, type Habits } from "./aws.ts";
import { told } from "./cloudWatch.ts";
import { sourceHosts } from "./servers.ts";
import { Witness, type Intent } from "./witness.ts";

/** How AWS's answer to a call is lost or made up: `arrives` says whether it carries the call out all the same. */
export interface Answer {
  readonly kind: "uncertain" | "notDone" | "wrongState";
  readonly arrives: boolean;
}

export class World {
  readonly aws: Aws;
  readonly witness: Witness;
  readonly answers: Answer[];
  intent: Intent = { stage: "prepare", attempt: 0, consent: "", forceConsent: "", inSyncForMs: 0, pollMs: 0 };
  testPasses = true;
  /** So many questions to AWS are left unanswered from now on. */
  silences = 0;
  /** AWS reports a status of its own until then. */
  strangeUntilMs = 0;
  killAtCall = Infinity;
  calls = 0;

  constructor(habits: Habits, answers: readonly Answer[]) {
    this.aws = new Aws(habits);
    this.witness = new Witness(this.aws);
    this.answers = [...answers];
  }

  get ports(): Ports {
    const { aws, witness } = this;
    const redis = aws.habits.probe === "none" ? unprobed : undefined;
    return {
      elastiCache: {
        group: () => this.#askAws(() => this.group()),
        events: () => this.#askAws(() => aws.events()),
        nodes: () => this.#askAws(() => ready.nodes),
        parameters: () => this.#askAws(() => ready.parameters),
        serverless: () => this.#askAws(() => false),
        test: () => this.#act("test", () => aws.test(this.testPasses)),
        start: () => this.#act("start", () => aws.start()),
        complete: ({ force }) =>
          force ? this.#act("abort", () => aws.force()) : this.#act("complete", () => aws.complete("us")),
      },
      network: { read: () => this.#ask(() => unread) },
      metrics: { newest: (wanted) => this.#ask(() => wanted.map((series) => told(aws.tick, series))) },
      redis: redis ?? {
        observe: (addresses) =>
          this.#ask(() => {
            witness.looked();
            return addresses.map((address) => this.#says(address));
          }),
        topology: () => this.#ask(() => topology),
        source: (address) => this.#ask(() => this.#source(address)),
        restoreProbe: () => this.#ask(() => ({ kind: "notProbed", why: "not asked for" }) as const),
        contents: () => this.#ask(() => this.#contents()),
        close: () => undefined,
      },
      clock: {
        nowMs: () => aws.nowMs,
        sleep: (durationMs, signal) => {
          signal.throwIfAborted();
          return this.#ask(() => aws.advance(durationMs));
        },
        random: () => 0.5,
      },
      report: () => undefined,
    };
  }

  group() {
    const group = this.aws.group();
    const strange = this.aws.nowMs < this.strangeUntilMs && group.kind === "present";
    return strange ? { ...group, status: "rebalancing" } : group;
  }

  #says(address: string) {
    for (const shard of this.aws.shards) {
      const said = shard.says(address);
      if (said !== undefined) return said;
    }
    return { kind: "unreadable", address, reason: "no such server" } as const;
  }

  #source(address: string): SourceReading {
    const clusterEnabled = this.aws.habits.shards === 2;
    return { ...readableSource, address, info: { ...readableSource.info, clusterEnabled } };
  }

  #contents() {
    const count = this.aws.shards.reduce((sum, { primary }) => sum + primary.keys, 0);
    if (this.aws.shards.some(({ primary }) => !primary.readable)) return { kind: "unknown", why: "no answer" } as const;
    return count === 0 ? ({ kind: "empty" } as const) : ({ kind: "keys", count, where: "database 0" } as const);
  }

  #touch(): void {
    this.calls += 1;
    if (this.calls > 5000) throw new Error("no end: five thousand calls in one run");
    this.killAtCall -= 1;
    if (this.killAtCall <= 0) throw new Killed("killed");
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- whatever goes wrong is a rejection, as it is of the real ports
  async #ask<T>(answer: () => T): Promise<T> {
    this.#touch();
    return answer();
  }

  #askAws<T>(answer: () => T): Promise<T> {
    return this.#ask(() => {
      if (this.silences === 0) return answer();
      this.silences -= 1;
      this.witness.unanswered();
      throw new PortError("ThrottlingException: Rate exceeded", true);
    });
  }

  /** A kill may come before a call arrives at AWS or right after it was carried out. */
  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async #act(act: Act, carryOut: () => Accepted): Promise<Accepted> {
    this.#touch();
    const other = act === "test" ? undefined : this.answers.shift();
    const outcome = other === undefined || other.arrives ? carryOut() : undefined;
    if (outcome?.kind === "accepted") this.witness.carriedOut(act, this.intent);
    this.#touch();
    return other === undefined && outcome !== undefined ? outcome : { kind: other?.kind ?? "notDone", reason: "lost" };
  }
}

/** Without a probe nobody may even try. */
const refusing = () => Promise.reject(new Error("a server was asked although there is no probe"));
const unprobed: RedisPort = {
  observe: refusing,
  topology: refusing,
  source: refusing,
  restoreProbe: refusing,
  contents: refusing,
  close: () => undefined,
};

const topology: TopologyReading = {
  kind: "read",
  shards: sourceHosts.map((host, index) => ({ slots: slots(index), primary: `${host}:6379` })),
};

/** The network is the network's tests' affair: here nobody may read it. */
const nothing = { kind: "unread", action: "ec2:DescribeSubnets", denied: true, why: "not scripted" } as const;
const side = { securityGroups: nothing, subnets: nothing, routeTables: nothing, acls: nothing };
const unread: NetworkReading = { target: side, source: side, connection: nothing };
