// `--probe-writes`: the one thing that doctor writes, and when it may.
import type { Finding } from "../migration/findings.ts";
import type { RedisPort } from "../migration/ports.ts";
import { rdbMeasured } from "../migration/rdbMeasured.ts";
import { endpointOf, sourceAddresses } from "../migration/sourceNodes.ts";
import type { Diagnosis } from "./diagnose.ts";
import type { Stack } from "./stack.ts";

export interface Probed {
  readonly findings: readonly Finding[];
  /** Why nothing was written; empty where it was. */
  readonly refused: string;
}

export async function probeRestores(
  { plan, stage }: Stack,
  diagnosis: Diagnosis,
  redis: RedisPort,
  signal: AbortSignal,
): Promise<Probed> {
  const refused = whyNot(stage, plan.probe, diagnosis);
  if (refused !== "") return { findings: [], refused };
  const { seen } = diagnosis;
  const shards = seen.group.kind === "present" ? seen.group.shards : [];
  const isCluster = plan.source.clusterMode === "enabled";
  const topology = isCluster ? await redis.topology(endpointOf(plan), signal) : undefined;
  const primaries = shards.map(({ primary }) => primary);
  const reading = await redis.restoreProbe(sourceAddresses(plan, topology), primaries, signal);
  const why = reading.kind === "notProbed" ? reading.why : "";
  return { findings: [...rdbMeasured(reading)], refused: why };
}

/** Not while a start may be under way: its copy replaces the target's data, and may be found in any state. */
function whyNot(stage: string, probe: string, { status, contents }: Diagnosis): string {
  if (stage !== "prepare") return `stage is ${stage}, and not prepare`;
  if (probe === "none") return "probe.mode is none: no server is asked, and none written to";
  if (status === "") return "there is no target yet";
  if (status !== "available") return `AWS reports the target as ${status}, and not as available`;
  if (contents.kind === "unknown") return `whether the target is empty is not proven: ${contents.why}`;
  if (contents.kind === "keys") return `the target holds ${contents.count} keys (${contents.where})`;
  return "";
}
