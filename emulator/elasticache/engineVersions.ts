// Which engine versions ElastiCache offers, and which parameter family each belongs to.
import { invalidParameterCombination, invalidParameterValue } from "../fault.ts";

export type EngineName = "redis" | "valkey";

export interface EngineVersion {
  readonly engine: EngineName;
  /** As a cache cluster reports it. */
  readonly full: string;
  readonly family: string;
}

interface Offer {
  /** The forms that a request may use: from Redis 6 on without a patch level. */
  readonly asked: readonly string[];
  readonly full: string;
  readonly family: string;
}

// Documented: which minors exist and their families. Assumed: the patch level that AWS reports for each.
const offers: Readonly<Record<EngineName, readonly Offer[]>> = {
  redis: [
    { asked: ["4.0.10"], full: "4.0.10", family: "redis4.0" },
    { asked: ["5.0.6"], full: "5.0.6", family: "redis5.0" },
    { asked: ["6.0"], full: "6.0.5", family: "redis6.x" },
    { asked: ["6.2", "6.x"], full: "6.2.6", family: "redis6.x" },
    { asked: ["7.0"], full: "7.0.7", family: "redis7" },
    { asked: ["7.1"], full: "7.1.0", family: "redis7" },
  ],
  valkey: [
    { asked: ["7.2"], full: "7.2.6", family: "valkey7" },
    { asked: ["8.0"], full: "8.0.1", family: "valkey8" },
    { asked: ["8.1"], full: "8.1.0", family: "valkey8" },
    { asked: ["8.2"], full: "8.2.0", family: "valkey8" },
    { asked: ["9.0"], full: "9.0.0", family: "valkey9" },
    { asked: ["9.1"], full: "9.1.0", family: "valkey9" },
  ],
};

export const families: readonly string[] = [
  ...new Set(Object.values(offers).flatMap((list) => list.map(({ family }) => family))),
];

export function engineNamed(name: string | undefined): EngineName {
  const engine = (name ?? "redis").toLowerCase();
  if (engine === "redis" || engine === "valkey") return engine;
  throw invalidParameterValue(`Invalid engine "${engine}" for a replication group. Valid engines are: redis, valkey.`);
}

/** The version that a request asks for; the newest of the engine when it names none. */
export function engineVersionFor(engine: EngineName, asked: string | undefined): EngineVersion {
  const list = offers[engine];
  const offer = asked === undefined ? list.at(-1) : list.find((candidate) => candidate.asked.includes(asked));
  if (offer === undefined) {
    const valid = list.flatMap((candidate) => candidate.asked).join(", ");
    throw invalidParameterCombination(
      `Cannot find version ${asked ?? ""} for ${engine}. Valid versions are: ${valid}.`,
    );
  }
  return { engine, full: offer.full, family: offer.family };
}
