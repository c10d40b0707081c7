// The STS actions that the emulator has.
import { AssumeRole$, GetCallerIdentity$ } from "@aws-sdk/client-sts";
import type { Actions } from "../action.ts";
import { assumeRole } from "./AssumeRole.ts";
import { getCallerIdentity } from "./GetCallerIdentity.ts";

export const stsActions: Actions = {
  AssumeRole: { schema: AssumeRole$, handler: assumeRole },
  GetCallerIdentity: { schema: GetCallerIdentity$, handler: getCallerIdentity },
};
