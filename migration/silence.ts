// A look that AWS left unanswered, as run and watch tell it alike.
import type { Observation } from "./observation.ts";
import type { Phase } from "./phase.ts";
import type { PortError } from "./ports.ts";

export const awsToAnswer = "AWS to answer";

export function silentPhase({ message }: PortError): Phase {
  return { phase: "unknown", about: "link", why: `AWS does not answer: ${message}` };
}

export const nothingSeen = (atMs: number): Observation => ({ atMs, group: { kind: "absent" }, events: [], shards: [] });
