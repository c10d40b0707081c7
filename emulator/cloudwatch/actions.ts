// The CloudWatch actions that the emulator has.
import { GetMetricData$ } from "@aws-sdk/client-cloudwatch";
import type { Actions } from "../action.ts";
import { getMetricData } from "./GetMetricData.ts";

export const cloudWatchActions: Actions = {
  GetMetricData: { handler: getMetricData, schema: GetMetricData$ },
};
