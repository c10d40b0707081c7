// GetMetricData: the datapoints of named series. A series that there is not is an empty one, as on AWS.
import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataQuery,
  MetricDataResult,
} from "@aws-sdk/client-cloudwatch";
import type { Cloud } from "../cloud.ts";
import { AwsFault, invalidParameterCombination, invalidParameterValue, notImplemented } from "../fault.ts";
import type { Place } from "../place.ts";

const mostQueries = 500;
const statistics = ["Average", "Minimum", "Maximum", "Sum"];

export function getMetricData(
  input: GetMetricDataCommandInput,
  { cloudwatch }: Place,
  cloud: Cloud,
): Omit<GetMetricDataCommandOutput, "$metadata"> {
  refuseUnknownParts(input);
  const { MetricDataQueries: queries = [], StartTime: from, EndTime: until } = input;
  if (from === undefined || until === undefined || from >= until) {
    throw invalidParameterValue("The parameter StartTime must be less than the parameter EndTime.");
  }
  checkQueries(queries);
  const now = cloud.now();
  const MetricDataResults = queries
    .filter(({ ReturnData }) => ReturnData !== false)
    .map((query): MetricDataResult => {
      const { MetricName = "", Namespace } = query.MetricStat?.Metric ?? {};
      const nodeId = nodeIn(query);
      const known = Namespace === "AWS/ElastiCache" && nodeId !== undefined;
      const points = (known ? cloudwatch.points(MetricName, nodeId) : []).filter(
        ({ at, visibleAt }) => visibleAt <= now && at >= from && at < until,
      );
      const ordered = input.ScanBy === "TimestampAscending" ? points : points.toReversed();
      return {
        Id: query.Id,
        Label: query.Label ?? MetricName,
        Timestamps: ordered.map(({ at }) => at),
        Values: ordered.map(({ value }) => value),
        StatusCode: "Complete",
      };
    });
  return { MetricDataResults, Messages: [] };
}

/** The dimension that ElastiCache's metrics have; with the one node's own id beside it they are the same. */
function nodeIn({ MetricStat }: MetricDataQuery): string | undefined {
  const dimensions = new Map((MetricStat?.Metric?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  const others = [...dimensions].filter(([name]) => name !== "CacheClusterId");
  const isNode = others.every(([name, value]) => name === "CacheNodeId" && value === "0001");
  return isNode ? dimensions.get("CacheClusterId")?.toLowerCase() : undefined;
}

function checkQueries(queries: readonly MetricDataQuery[]): void {
  if (queries.length > mostQueries)
    throw invalidParameterValue(`There are more than ${mostQueries} MetricDataQueries.`);
  const ids = queries.map(({ Id }) => Id ?? "");
  const wrong = ids.find((id) => !/^[a-z][a-zA-Z0-9_]*$/.test(id));
  if (wrong !== undefined) {
    throw invalidParameterValue(`The Id "${wrong}" must begin with a lower-case letter; letters, digits and _ follow.`);
  }
  if (new Set(ids).size < ids.length) throw invalidParameterCombination("Two MetricDataQueries have the same Id.");
  for (const { MetricStat, Id } of queries) {
    if (MetricStat === undefined) throw new AwsFault("ValidationError", `${Id ?? ""} needs a MetricStat.`);
    const { Period = 0, Stat = "" } = MetricStat;
    // What is measured once in a period is the same by every statistic. A shortened period counts as a minute.
    if (!Number.isInteger(Period) || Period <= 0 || Period % 60 !== 0) {
      throw invalidParameterValue("The parameter MetricStat.Period must be a multiple of 60.");
    }
    if (Period > 60) throw notImplemented(`A Period of ${Period} s in GetMetricData`);
    if (!statistics.includes(Stat)) throw notImplemented(`The statistic ${Stat} in GetMetricData`);
  }
}

function refuseUnknownParts({
  MetricDataQueries = [],
  NextToken,
  MaxDatapoints,
  LabelOptions,
}: GetMetricDataCommandInput) {
  const parts = { NextToken, MaxDatapoints, LabelOptions, Expression: MetricDataQueries.find((one) => one.Expression) };
  const given = Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length > 0) throw notImplemented(`${given.join(", ")} in GetMetricData`);
}
