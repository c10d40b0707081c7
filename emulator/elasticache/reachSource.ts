// Can the nodes of a group reach the source: the network's answer first, then the source's own.
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { originOf } from "./network.ts";
import { primaryOf } from "./nodes.ts";
import { refusalOf } from "./sourceProbe.ts";
import type { Group, Migration } from "./state.ts";

/** `address` is where this machine finds the source; `reason` follows "because of". */
export type Reach = { readonly ok: true; readonly address: string } | { readonly ok: false; readonly reason: string };

export async function reachSource(
  group: Group,
  source: Pick<Migration, "sourceAddress" | "sourcePort">,
  at: Place,
  cloud: Cloud,
): Promise<Reach> {
  const answer = cloud.reaches(originOf(group, at), `${source.sourceAddress}:${source.sourcePort}`);
  if (!answer.ok) return { ok: false, reason: `an unreachable source: ${answer.element} ${answer.reason}` };
  const refusal = await refusalOf(answer.address, primaryOf(group).address ?? "", cloud.signal);
  return refusal === undefined ? answer : { ok: false, reason: refusal };
}
