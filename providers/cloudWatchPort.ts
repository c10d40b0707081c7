// The metrics side of the core's ports: CloudWatch's GetMetricData.
import type { CloudWatchClient, MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { limits } from "../migration/limits.ts";
import type { Datapoint, Metric, Series } from "../migration/metrics.ts";
import type { Clock, MetricsPort } from "../migration/ports.ts";
import { clientConfig, type ConfigReader } from "./awsAccess.ts";
import { onlyAws } from "./awsAnswers.ts";
import { wordsOf } from "./awsErrors.ts";

/** Shorter than a look at the servers may take: metrics must not make a look stale. */
const answerWithinMs = 10_000;
/** Of ElastiCache's metrics (AWS: host and engine metrics are published every 60 seconds). */
const periodSeconds = 60;
/** AWS's limit for one question. */
const mostQueries = 500;
/** Back from now, by CloudWatch's clock: what is older than fresh says at least that there was something. */
const windowMs = 3 * limits.metricFreshWithinMs;

/** The worst of a period is what counts. */
const statistics = {
  PrimaryLinkHealthStatus: "Minimum",
  ReplicationLag: "Maximum",
  CurrItems: "Maximum",
} as const satisfies Record<Metric, string>;

/** Loaded by the first question: most runs have none for it. */
export function cloudWatchPort(read: ConfigReader, clock: Clock): MetricsPort & { close(): void } {
  let opened: Promise<CloudWatchClient> | undefined;
  return {
    newest: async (wanted, signal) => {
      opened ??= open(read);
      const told: Datapoint[] = [];
      for (let from = 0; from < wanted.length; from += mostQueries) {
        told.push(...(await ask(opened, wanted.slice(from, from + mostQueries), clock, signal)));
      }
      return told;
    },
    close: () => void opened?.then((client) => client.destroy(), ignore),
  };
}

async function open(read: ConfigReader): Promise<CloudWatchClient> {
  const { CloudWatchClient: Client } = await import("@aws-sdk/client-cloudwatch");
  return onlyAws(new Client({ ...clientConfig(read, "cloudwatch"), maxAttempts: 2 }));
}

function ignore(): void {
  // Told by the question that could not be asked.
}

async function ask(
  opened: Promise<CloudWatchClient>,
  wanted: readonly Series[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Datapoint[]> {
  const late = AbortSignal.timeout(answerWithinMs);
  try {
    return await newest(await opened, wanted, clock, AbortSignal.any([signal, late]));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) throw error;
    const why = `cannot be read: ${late.aborted ? `no answer within ${answerWithinMs / 1000} s` : wordsOf(error)}`;
    return wanted.map(() => ({ kind: "absent", why }));
  }
}

/**
 * Dates are turned into this process's clock by the date that CloudWatch's own answer carries, so that no clock of ours
 * is compared with AWS's. What is not known in it (a second, the time of the way) makes a datapoint older, never younger.
 */
async function newest(
  client: CloudWatchClient,
  wanted: readonly Series[],
  clock: Clock,
  within: AbortSignal,
): Promise<Datapoint[]> {
  const { GetMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
  const found = new Map<string, { readonly value: number; readonly atMs: number }>();
  const states = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const sentMs = clock.nowMs();
    const command = new GetMetricDataCommand({
      MetricDataQueries: wanted.map(queryOf),
      StartTime: new Date(sentMs - windowMs),
      EndTime: new Date(sentMs + windowMs),
      ScanBy: "TimestampDescending",
      NextToken,
    });
    let answeredAtMs = NaN;
    command.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        answeredAtMs = dateOf(answer.response);
        return answer;
      },
      { step: "deserialize", priority: "low" },
    );
    const page = await client.send(command, { abortSignal: within });
    const aheadMs = Number.isNaN(answeredAtMs) ? 0 : answeredAtMs + 1000 - sentMs;
    for (const { Id = "", Timestamps = [], Values = [], StatusCode = "" } of page.MetricDataResults ?? []) {
      states.set(Id, StatusCode);
      for (const [index, at] of Timestamps.entries()) {
        const [value, atMs] = [Values[index], at.getTime() - aheadMs];
        if (value !== undefined && atMs > (found.get(Id)?.atMs ?? -Infinity)) found.set(Id, { value, atMs });
      }
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return wanted.map((_, index) => {
    // With no page left, what is not complete may lack the very datapoint that speaks against the older ones.
    const state = states.get(idOf(index)) ?? "Complete";
    if (state !== "Complete") return { kind: "absent", why: `is told only in part (${state})` };
    const point = found.get(idOf(index));
    return point === undefined ? { kind: "absent", why: "has no datapoint" } : { kind: "read", ...point };
  });
}

const idOf = (index: number): string => `m${index}`;

function queryOf({ metric, nodeId }: Series, index: number): MetricDataQuery {
  return {
    Id: idOf(index),
    MetricStat: {
      Metric: {
        Namespace: "AWS/ElastiCache",
        MetricName: metric,
        Dimensions: [{ Name: "CacheClusterId", Value: nodeId }],
      },
      Period: periodSeconds,
      Stat: statistics[metric],
    },
  };
}

/** NaN where the answer carries no date: this process's clock then stands for AWS's. */
function dateOf(response: unknown): number {
  const headers = typeof response === "object" && response !== null && "headers" in response ? response.headers : {};
  const date = typeof headers === "object" && headers !== null && "date" in headers ? headers.date : undefined;
  return typeof date === "string" ? Date.parse(date) : NaN;
}
