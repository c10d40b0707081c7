// How fast each shard's copy moves, over a window of looks and never between two of them alone.
import type { CopyPart } from "./copying.ts";
import { limits } from "./limits.ts";
import { linkOf } from "./link.ts";
import type { Observation, ShardReading } from "./observation.ts";
import type { Plan } from "./plan.ts";

/** What one look says of one shard. */
export interface Measure {
  readonly shard: string;
  readonly part: Exclude<CopyPart, "unseen"> | "catchUp";
  /** Keys of a snapshot and of a load, bytes of a transfer, bytes applied of a catch-up. */
  readonly done: number | undefined;
  /** What is left of it, in the same unit: of a catch-up the lag. */
  readonly left: number | undefined;
}

export interface Pace extends Measure {
  /** Undefined until the window has enough looks, and where nothing is told. */
  readonly donePerSecond: number | undefined;
  readonly leftPerSecond: number | undefined;
}

export function measuresOf({ shards }: Observation, plan: Plan): Measure[] {
  return shards.flatMap((shard) => measureOf(shard, plan) ?? []);
}

function measureOf(shard: ShardReading, plan: Plan): Measure | undefined {
  const link = linkOf(shard, plan);
  const info = shard.primary.kind === "read" ? shard.primary.info : undefined;
  switch (link.state) {
    case "copying": {
      const { part, done, total } = link;
      if (part === "unseen") return undefined;
      const untold = part === "transfer" ? info?.link?.syncLeftBytes : undefined;
      return {
        shard: shard.shard,
        part,
        done,
        left: done === undefined || total === undefined ? untold : total - done,
      };
    }
    case "catchingUp":
    case "inSync":
      return { shard: shard.shard, part: "catchUp", done: info?.offset, left: link.lagBytes };
    case "unknown":
    case "unlinked":
    case "foreign":
    case "connecting":
      return undefined;
  }
}

interface Look extends Measure {
  readonly atMs: number;
}

/** Keeps the looks of the window. Another part of the copy, or one that begins again, begins the window anew. */
export class Paces {
  #looks: readonly Look[] = [];

  /** @returns the pace of every shard that the look told of */
  see(seen: Observation, plan: Plan): readonly Pace[] {
    const { atMs } = seen;
    const measures = measuresOf(seen, plan);
    this.#looks = this.#looks.filter((look) => {
      const next = measures.find((one) => one.shard === look.shard);
      return next?.part === look.part && (next.done ?? 0) >= (look.done ?? 0) && within(look.atMs, atMs);
    });
    this.#looks = [...this.#looks, ...measures.map((measure) => ({ ...measure, atMs }))];
    return measures.map((measure) => {
      const looks = this.#looks.filter((look) => look.shard === measure.shard);
      return { ...measure, donePerSecond: slope(looks, "done"), leftPerSecond: slope(looks, "left") };
    });
  }
}

function within(thenMs: number, nowMs: number): boolean {
  return thenMs < nowMs && nowMs - thenMs <= limits.rateWindowMs;
}

/** Least squares over the window, per second. */
function slope(looks: readonly Look[], of: "done" | "left"): number | undefined {
  const points = looks.flatMap((look) => {
    const value = look[of];
    // From the first look on: a date in seconds would cost the figures their last digits.
    return value === undefined ? [] : [{ x: (look.atMs - (looks[0]?.atMs ?? 0)) / 1000, y: value }];
  });
  if (points.length < limits.rateWantsLooks) return undefined;
  const sum = (pick: (point: { x: number; y: number }) => number) =>
    points.reduce((total, point) => total + pick(point), 0);
  const meanX = sum(({ x }) => x) / points.length;
  const meanY = sum(({ y }) => y) / points.length;
  return sum(({ x, y }) => (x - meanX) * (y - meanY)) / sum(({ x }) => (x - meanX) ** 2);
}
