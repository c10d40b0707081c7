// How a row about the source is violated and found: a server, what the direct port reads of it over the wire, the findings.
import type { Plan } from "../../migration/plan.ts";
import type { Clock } from "../../migration/ports.ts";
import { readiness } from "../../migration/readiness.ts";
import { directPort } from "../../redis/directPort.ts";
import { plan, ready, sourceAddress } from "../migration/samples.ts";
import { hurriedClock } from "./hurriedClock.ts";
import { open, signal } from "./opened.ts";

/** The findings about the source alone, as `up` makes them, of a server that stands for 10.0.0.241:6379. */
export async function found(address: string, changes: Partial<Plan["source"]> = {}, clock: Clock = hurriedClock()) {
  const port = directPort({ [sourceAddress]: address }, clock);
  open.push(() => port.close());
  const reading = await port.source(sourceAddress, signal);
  const judged = { ...plan, source: { ...plan.source, ...changes }, addresses: { [sourceAddress]: address } };
  const findings = readiness(judged, { ...ready, sources: [reading] });
  // What the same sample says of target and configuration is other tests' affair.
  return findings.filter(({ code }) => !["target-at-rest-encryption", "target-eviction"].includes(code));
}

export const codes = (findings: Awaited<ReturnType<typeof found>>) =>
  findings.map((one) => `${one.code}: ${one.severity}`);
