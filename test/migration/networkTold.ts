// What the rules of the network say of a sample, whole and in short.
import type { Finding } from "../../migration/findings.ts";
import { networkReadiness } from "../../migration/networkReadiness.ts";
import type { PathPlan } from "../../migration/plan.ts";
import { prerequisites } from "../../migration/prerequisites.ts";
import { networkPlan, networkReading, type NetworkChange, type Shape } from "./networkSamples.ts";

export const putBack = "put it back as the program makes it (pulumi refresh, then pulumi up, in prepare)";

export type Told = Omit<Finding, "source">;

/** One broken element, and the finding that it makes. */
export interface Broken extends Told {
  readonly name: string;
  readonly shape: Shape;
  readonly change: NetworkChange;
  readonly path?: Partial<PathPlan>;
}

export function whole({ code, severity, found, expected, remedy }: Told): Finding {
  return { code, severity, found, expected, remedy, source: prerequisites[code].source };
}

export function findingsOf(shape: Shape, change: NetworkChange = {}, path: Partial<PathPlan> = {}): Finding[] {
  return networkReadiness(networkPlan(shape, path), networkReading(shape, change));
}

export function inShort(findings: readonly Finding[]): string[] {
  return findings.map((one) => `${one.code}: ${one.severity}: ${one.found}`);
}
