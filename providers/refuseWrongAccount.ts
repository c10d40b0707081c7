// The check before anything is asked or done: the credentials at hand must be of the account and region that the group is
// in. In another account its name is nobody's, or somebody else's.
import { failure, MigrationError, type Failure } from "../migration/failures.ts";
import { placeOf } from "../migration/knownGroup.ts";
import { limits } from "../migration/limits.ts";
import type { Milestone } from "../migration/milestones.ts";
import { elastiCacheClients, regionOf, type ConfigReader } from "./awsAccess.ts";
import { callerIdentity, type Caller } from "./callerIdentity.ts";
import { askGroup } from "./elastiCachePort.ts";

/**
 * Judges every ARN that is known. What a run recorded counts beside what is handed over: of a group that the program does
 * not make, that was read with the very credentials that are to be judged, and an older state hands over none.
 *
 * @param handedOver the target's output; empty where there is none. Without any ARN nothing was ever seen of a group
 * @throws MigrationError naming both accounts, or both regions
 */
export async function refuseWrongAccount(
  read: ConfigReader,
  groupId: string,
  milestones: readonly Pick<Milestone, "groupArn">[],
  handedOver = "",
): Promise<void> {
  const known = new Set([...milestones.map(({ groupArn }) => groupArn), handedOver]);
  for (const groupArn of known) await refuseOther(read, groupId, groupArn);
}

/** Where STS cannot be reached, the group's own ARN, as these credentials see it, tells the same. */
async function refuseOther(read: ConfigReader, groupId: string, groupArn: string): Promise<void> {
  const place = placeOf(groupArn);
  if (place === undefined) return;
  const { account } = place;
  const region = regionOf(read);
  if (region !== place.region) throw new MigrationError(wrongRegion(groupArn, place.region, region));
  const caller = await callerIdentity(read);
  if (caller.kind === "told") {
    if (caller.account !== account) throw new MigrationError(wrongAccount(groupArn, account, caller));
    return;
  }
  const signal = AbortSignal.timeout(limits.answerWithinMs);
  const seen = await askGroup(await elastiCacheClients(read), groupId, signal).catch(() => undefined);
  if (seen?.kind === "present" && seen.arn === groupArn) return;
  throw new MigrationError(untold(groupArn, account, caller.why));
}

function wrongAccount(groupArn: string, account: string, caller: Extract<Caller, { kind: "told" }>): Failure {
  return failure(
    "wrong-account",
    `The credentials at hand are of account ${caller.account} (${caller.arn}), and the group is in account ${account} (${groupArn}).`,
    `credentials of account ${account}`,
    "use the identity that the stack was created with (aws:profile, aws:assumeRoles, the environment), then run pulumi up again; nothing was asked of AWS and nothing done",
  );
}

function wrongRegion(groupArn: string, region: string, configured: string): Failure {
  return failure(
    "wrong-account",
    `The region is ${configured} (aws:region, AWS_REGION), and the group is in ${region} (${groupArn}).`,
    region,
    `set aws:region to ${region}, then run pulumi up again; nothing was asked of AWS and nothing done`,
  );
}

function untold(groupArn: string, account: string, why: string): Failure {
  return failure(
    "wrong-account",
    `Which account the credentials at hand are of could not be told: ${why}; and with them ${groupArn} is not seen.`,
    `credentials of account ${account}`,
    "make STS reachable (GetCallerIdentity needs no permission), or use the identity that the stack was created with",
  );
}
