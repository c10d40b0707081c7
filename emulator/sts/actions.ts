// The STS actions that the emulator has.
import { GetCallerIdentity$ } from "@aws-sdk/client-sts";
import type { Actions } from "../action.ts";
import { getCallerIdentity } from "./GetCallerIdentity.ts";

export const stsActions: Actions = {
  GetCallerIdentity: { schema: GetCallerIdentity$, handler: getCallerIdentity },
};
