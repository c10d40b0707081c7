// A CloudWatch of a real emulator, asked with the real SDK; periods are shortened.
import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { startSubject, type Subject } from "../subject.ts";

export interface Stand {
  readonly subject: Subject;
  readonly cloudWatch: CloudWatchClient;
  clientOf(accessKeyId: string): CloudWatchClient;
  ask(queries: readonly MetricDataQuery[], client?: CloudWatchClient): Promise<readonly Told[]>;
  newest(metric: string, nodeId: string): Promise<number | undefined>;
  close(): Promise<void>;
}

export interface Told {
  readonly Id?: string | undefined;
  readonly Timestamps?: readonly Date[] | undefined;
  readonly Values?: readonly number[] | undefined;
}

export function query(metric: string, nodeId: string): MetricDataQuery {
  const Metric = {
    Namespace: "AWS/ElastiCache",
    MetricName: metric,
    Dimensions: [{ Name: "CacheClusterId", Value: nodeId }],
  };
  return { Id: "m1", MetricStat: { Metric, Period: 60, Stat: "Average" } };
}

export async function startStand(): Promise<Stand> {
  const subject = await startSubject();
  const clientOf = (accessKeyId: string) => {
    const credentials = { accessKeyId, secretAccessKey: "none" };
    return new CloudWatchClient({ endpoint: subject.url, region: "us-east-1", credentials, maxAttempts: 1 });
  };
  const cloudWatch = clientOf("AKIATEST");
  await subject.put("delays", { metricPeriodMs: 100 });
  const ask = async (queries: readonly MetricDataQuery[], client = cloudWatch) => {
    const now = Date.now();
    const answer = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [...queries],
        StartTime: new Date(now - 600_000),
        EndTime: new Date(now + 60_000),
      }),
    );
    return answer.MetricDataResults ?? [];
  };
  return {
    subject,
    cloudWatch,
    clientOf,
    ask,
    newest: async (metric, nodeId) => (await ask([query(metric, nodeId)]))[0]?.Values?.[0],
    async close() {
      cloudWatch.destroy();
      await subject.close();
    },
  };
}
