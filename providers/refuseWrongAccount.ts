// The check before anything is asked or done: the credentials at hand must be of the account and region that the group is
// in. In another account its name is nobody's, or somebody else's.
import { failure, MigrationError, type Failure } from "../migration/failures.ts";
import { awsRefused } from "../migration/refusals.ts";
import { clientConfig, elastiCacheClients, regionOf, type ConfigReader } from "./awsAccess.ts";
import { credentialsFault, wordsOf } from "./awsErrors.ts";
import { askGroup } from "./elastiCachePort.ts";

const answerWithinMs = 20_000;

/**
 * GetCallerIdentity needs no permission. Where STS cannot be reached (a private subnet without its endpoint), the group's
 * own ARN, as these credentials see it, tells the same.
 *
 * @param groupArn of the target's output; empty where an older state or program does not hand it over
 * @throws MigrationError naming both accounts, or both regions
 */
export async function refuseWrongAccount(read: ConfigReader, groupId: string, groupArn: string): Promise<void> {
  const [, , , arnRegion, account] = groupArn.split(":");
  if (arnRegion === undefined || account === undefined) return;
  const region = regionOf(read);
  if (region !== arnRegion) throw new MigrationError(wrongRegion(groupArn, arnRegion, region));
  const caller = await callerOf(read);
  if (caller.kind === "told") {
    if (caller.account !== account) throw new MigrationError(wrongAccount(groupArn, account, caller));
    return;
  }
  const signal = AbortSignal.timeout(answerWithinMs);
  const seen = await askGroup(await elastiCacheClients(read), groupId, signal).catch(() => undefined);
  if (seen?.kind === "present" && seen.arn === groupArn) return;
  throw new MigrationError(untold(groupArn, account, caller.why));
}

type Caller =
  | { readonly kind: "told"; readonly account: string; readonly arn: string }
  | { readonly kind: "silent"; readonly why: string };

async function callerOf(read: ConfigReader): Promise<Caller> {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient(clientConfig(read, "sts"));
  try {
    const within = { abortSignal: AbortSignal.timeout(answerWithinMs) };
    const { Account: account = "", Arn: arn = "" } = await client.send(new GetCallerIdentityCommand({}), within);
    return { kind: "told", account, arn };
  } catch (error) {
    const fault = credentialsFault(error);
    if (fault !== undefined) throw new MigrationError(awsRefused("GetCallerIdentity", wordsOf(error), fault));
    return { kind: "silent", why: wordsOf(error) };
  } finally {
    client.destroy();
  }
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
