import type { GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput } from "@aws-sdk/client-sts";
import type { Place } from "../place.ts";

/** Every caller is one user of the account that its access key belongs to. */
export function getCallerIdentity(
  _input: GetCallerIdentityCommandInput,
  at: Place,
): Omit<GetCallerIdentityCommandOutput, "$metadata"> {
  return { Account: at.account, Arn: `arn:aws:iam::${at.account}:user/emulator`, UserId: "AIDAEMULATOR000000000" };
}
