import type { GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput } from "@aws-sdk/client-sts";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { arnOf, userIdOf } from "./identity.ts";
import type { Identity } from "./identity.ts";

export function getCallerIdentity(
  _input: GetCallerIdentityCommandInput,
  _at: Place,
  _cloud: Cloud,
  caller: Identity,
): Omit<GetCallerIdentityCommandOutput, "$metadata"> {
  return { Account: caller.account, Arn: arnOf(caller), UserId: userIdOf(caller) };
}
