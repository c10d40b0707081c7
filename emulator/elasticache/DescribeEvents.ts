// DescribeEvents: by source, type and time; without a window the last hour only.
import type { DescribeEventsCommandInput, DescribeEventsCommandOutput } from "@aws-sdk/client-elasticache";
import type { Cloud } from "../cloud.ts";
import { invalidParameterCombination, invalidParameterValue } from "../fault.ts";
import type { Place } from "../place.ts";
import { pageOf } from "./paging.ts";

const minuteMs = 60_000;
const defaultMinutes = 60;
const mostMinutes = 14 * 24 * 60;

export function describeEvents(
  input: DescribeEventsCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<DescribeEventsCommandOutput, "$metadata"> {
  const { SourceIdentifier: id, SourceType: type } = input;
  if (id !== undefined && type === undefined) {
    throw invalidParameterCombination("SourceType is required when SourceIdentifier is given.");
  }
  const { from, to } = windowOf(input, cloud.now());
  const now = cloud.now();
  const events = at.elasticache.events.filter(
    (event) =>
      event.visibleAt <= now &&
      event.at >= from &&
      event.at <= to &&
      (type === undefined || event.sourceType === type) &&
      (id === undefined || event.sourceId === id.toLowerCase()),
  );
  const { page, ...rest } = pageOf(events, input);
  return {
    ...rest,
    Events: page.map(({ at: Date, sourceId, sourceType, message }) => ({
      SourceIdentifier: sourceId,
      SourceType: sourceType,
      Message: message,
      Date,
    })),
  };
}

function windowOf({ StartTime, EndTime, Duration }: DescribeEventsCommandInput, now: Date): { from: Date; to: Date } {
  if (Duration !== undefined && (Duration < 1 || Duration > mostMinutes)) {
    throw invalidParameterValue(
      `Invalid value ${Duration} for Duration. Must be between 1 and ${mostMinutes} minutes.`,
    );
  }
  if (Duration !== undefined && StartTime !== undefined && EndTime !== undefined) {
    throw invalidParameterCombination("Duration cannot be combined with both StartTime and EndTime.");
  }
  const lengthMs = (Duration ?? defaultMinutes) * minuteMs;
  const to =
    EndTime ?? (StartTime !== undefined && Duration !== undefined ? new Date(StartTime.getTime() + lengthMs) : now);
  const from = StartTime ?? new Date(to.getTime() - lengthMs);
  if (from > to) throw invalidParameterCombination("StartTime must not be later than EndTime.");
  return { from, to };
}
