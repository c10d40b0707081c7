// Whose credentials are at hand, as STS tells it: GetCallerIdentity needs no permission.
import { MigrationError } from "../migration/failures.ts";
import { limits } from "../migration/limits.ts";
import { awsRefused } from "../migration/refusalsOfAws.ts";
import { clientConfig, type ConfigReader } from "./awsAccess.ts";
import { credentialsFault, wordsOf } from "./awsErrors.ts";

export type Caller =
  | { readonly kind: "told"; readonly account: string; readonly arn: string }
  /** STS cannot be reached, as in a private subnet without its endpoint. */
  | { readonly kind: "silent"; readonly why: string };

/** @throws MigrationError when there are no credentials, or expired ones */
export async function callerIdentity(read: ConfigReader): Promise<Caller> {
  const { GetCallerIdentityCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient(clientConfig(read, "sts"));
  try {
    const within = { abortSignal: AbortSignal.timeout(limits.answerWithinMs) };
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
