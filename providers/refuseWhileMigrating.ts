// The check before any resource is registered: target and path must not be edited while AWS reports a migration. It asks
// AWS itself, because an untargeted journal is not asked by the engine.
import * as pulumi from "@pulumi/pulumi";
import { wording } from "../migration/failures.ts";
import { editWhile } from "../migration/moves.ts";
import type { LiveStatus } from "../migration/stages.ts";
import type { Settings } from "../settings.ts";
import { liveStatus } from "./liveStatus.ts";

/**
 * @returns what AWS said of the group
 * @throws RunError when the stage edits and AWS reports a migration, or, in `up`, when AWS cannot be asked
 */
export async function refuseWhileMigrating(
  stackConfig: Readonly<Record<string, string>>,
  { stage, target }: Settings,
): Promise<LiveStatus> {
  const groupId = target.replicationGroupId;
  const live = await liveStatus((key) => stackConfig[key], groupId);
  if (live.kind === "unreachable") {
    const what = `AWS could not be asked how ${groupId} is: ${live.reason}`;
    if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError(`${what}\nNothing is changed while that is unknown.`);
    await pulumi.log.warn(`${what}\nThis preview judges nothing that depends on it; pulumi up will refuse.`);
  }
  const refusal = stage === "prepare" || stage === "operate" ? editWhile(live, groupId, stage) : undefined;
  if (refusal !== undefined) throw new pulumi.RunError(wording(refusal));
  return live;
}
