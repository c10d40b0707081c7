// Does the application's network reach every node of the target? Asked of the emulated network, element by element.
import type { Settings } from "../settings.ts";
import type { Emulator, Reached } from "./emulatorProcess.ts";
import type { RehearsedStage } from "./stages.ts";
import { partsWithin } from "./world/application.ts";

export interface ApplicationReach {
  /** The stage after which it was asked. */
  readonly after: RehearsedStage;
  /** A security group, or a network. */
  readonly from: string;
  readonly node: string;
  readonly ok: boolean;
  /** What stands in the way, by its id, and why; empty where nothing does. */
  readonly element: string;
  readonly reason: string;
}

export async function applicationReach(
  { reach }: Pick<Emulator, "reach">,
  settings: Settings,
  after: RehearsedStage,
): Promise<ApplicationReach[]> {
  const { source, target, application } = settings;
  const ranges = [...new Set([...source.cidrs, ...target.cidrs])];
  const groups = application.securityGroupIds.map((id) => ({ from: id, asked: { securityGroupId: id } }));
  const networks = application.cidrs
    .flatMap((cidr) => partsWithin(cidr, ranges))
    .map((cidr) => ({ from: cidr, asked: { cidr } }));
  const found: ApplicationReach[] = [];
  for (const { from, asked } of [...groups, ...networks]) {
    for (const one of await reach(asked, target.replicationGroupId)) found.push({ after, from, ...told(one) });
  }
  return found;
}

function told({ node, ok, element = "", reason = "" }: Reached) {
  return { node, ok, element, reason };
}

/** One line for each element that stands in somebody's way. */
export function notReached(reached: readonly ApplicationReach[]): string[] {
  const failed = reached.filter(({ ok }) => !ok);
  const lines = failed.map(({ from, after, element, reason }) => {
    const nodes = failed.filter((one) => one.from === from && one.element === element).map(({ node }) => node);
    return `after ${after} the application (${from}) does not reach ${nodes.join(", ")}: ${element}: ${reason}`;
  });
  return [...new Set(lines)];
}
