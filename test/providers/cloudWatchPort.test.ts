// What is made of CloudWatch's answers: the newest datapoint by this process's clock, and of no answer a reason. CloudWatch
// is a scripted server here, for clocks and pages that the emulator does not have.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import type { Series } from "../../migration/metrics.ts";
import type { Clock } from "../../migration/ports.ts";
import { cloudWatchPort } from "../../providers/cloudWatchPort.ts";

const never = new AbortController().signal;
const nowMs = Date.parse("2026-11-20T10:00:00Z");
const clock: Clock = { nowMs: () => nowMs, sleep: () => Promise.resolve(), random: () => 0 };

interface Asked {
  readonly target: string;
  readonly MetricDataQueries: readonly { Id: string; MetricStat: { Stat: string; Period: number; Metric: object } }[];
  readonly NextToken?: string;
}

interface Answer {
  readonly status?: number;
  /** By CloudWatch's clock; undefined leaves the header out. */
  readonly date?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json: object;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A port to a CloudWatch that answers as told; undefined is no answer at all. */
async function portTo(answer: (asked: Asked) => Answer | undefined) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const one = { ...(JSON.parse(body) as Asked), target: String(request.headers["x-amz-target"]) };
      asked.push(one);
      const { status = 200, date, headers = {}, json } = answer(one) ?? { json: {} };
      if (date === undefined) response.sendDate = false;
      else response.setHeader("date", date);
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0", ...headers });
      response.end(JSON.stringify(json));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const config: Readonly<Record<string, string>> = {
    "aws:region": "us-east-1",
    "aws:accessKey": "any",
    "aws:secretKey": "any",
    "aws:endpoints": JSON.stringify([{ cloudwatch: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }]),
  };
  return { port: cloudWatchPort((key) => config[key], clock), asked };
}

const seconds = (atMs: number) => atMs / 1000;
const series = (metric: Series["metric"], nodeId = "cache-001"): Series => ({ metric, nodeId });
const result = (Id: string, points: readonly [number, number][]) => ({
  Id,
  Timestamps: points.map(([atMs]) => seconds(atMs)),
  Values: points.map(([, value]) => value),
  StatusCode: "Complete",
});
const utc = (atMs: number) => new Date(atMs).toUTCString();

test("each series is asked for by the worst of its minute, under the node's own dimension", async () => {
  const { port, asked } = await portTo(() => ({ json: { MetricDataResults: [] } }));
  expect(
    await port.newest([series("PrimaryLinkHealthStatus"), series("ReplicationLag", "cache-002")], never),
  ).toStrictEqual([
    { kind: "absent", why: "has no datapoint" },
    { kind: "absent", why: "has no datapoint" },
  ]);
  const metric = (name: string, node: string) => ({
    Namespace: "AWS/ElastiCache",
    MetricName: name,
    Dimensions: [{ Name: "CacheClusterId", Value: node }],
  });
  expect(asked[0]).toMatchObject({
    target: "GraniteServiceVersion20100801.GetMetricData",
    MetricDataQueries: [
      { Id: "m0", MetricStat: { Metric: metric("PrimaryLinkHealthStatus", "cache-001"), Period: 60, Stat: "Minimum" } },
      { Id: "m1", MetricStat: { Metric: metric("ReplicationLag", "cache-002"), Period: 60, Stat: "Maximum" } },
    ],
  });
});

test("a series that CloudWatch tells only in part has no datapoint, unless a later page completes it", async () => {
  const half = (StatusCode: string) => ({ ...result("m0", [[nowMs - 60_000, 1]]), StatusCode });
  const whole = result("m1", [[nowMs - 60_000, 1]]);
  const { port: partial } = await portTo(() => ({
    date: utc(nowMs),
    json: { MetricDataResults: [half("PartialData"), whole] },
  }));
  expect(await partial.newest([series("PrimaryLinkHealthStatus"), series("CurrItems")], never)).toStrictEqual([
    { kind: "absent", why: "is told only in part (PartialData)" },
    { kind: "read", value: 1, atMs: nowMs - 61_000 },
  ]);
  const { port: paged } = await portTo(({ NextToken }) => ({
    date: utc(nowMs),
    json:
      NextToken === undefined
        ? { MetricDataResults: [half("PartialData")], NextToken: "more" }
        : { MetricDataResults: [half("Complete")] },
  }));
  expect(await paged.newest([series("PrimaryLinkHealthStatus")], never)).toMatchObject([{ kind: "read", value: 1 }]);
});

test("the newest datapoint counts, in whatever order they come and on whatever page", async () => {
  const { port, asked } = await portTo(({ NextToken }) => ({
    date: utc(nowMs),
    json:
      NextToken === undefined
        ? {
            MetricDataResults: [
              result("m0", [
                [nowMs - 300_000, 5],
                [nowMs - 120_000, 1],
              ]),
            ],
            NextToken: "more",
          }
        : {
            MetricDataResults: [
              result("m0", [
                [nowMs - 60_000, 0],
                [nowMs - 180_000, 7],
              ]),
            ],
          },
  }));
  expect(await port.newest([series("PrimaryLinkHealthStatus")], never)).toStrictEqual([
    { kind: "read", value: 0, atMs: nowMs - 61_000 },
  ]);
  expect(asked).toHaveLength(2);
});

describe("a datapoint's age is what CloudWatch's own clock makes of it", () => {
  const aged = async (date: string | undefined, atMs: number) => {
    const { port } = await portTo(() => ({ date, json: { MetricDataResults: [result("m0", [[atMs, 1]])] } }));
    const [point] = await port.newest([series("PrimaryLinkHealthStatus")], never);
    return point?.kind === "read" ? nowMs - point.atMs : undefined;
  };

  // A date has no fraction of a second, which makes it a second older.
  test("where this machine's clock is behind", async () => {
    expect(await aged(utc(nowMs + 200_000), nowMs + 140_000)).toBe(61_000);
  });

  test("where this machine's clock is ahead", async () => {
    expect(await aged(utc(nowMs - 200_000), nowMs - 260_000)).toBe(61_000);
  });

  test("and this machine's where the answer has no date", async () => {
    expect(await aged(undefined, nowMs - 60_000)).toBe(60_000);
  });
});

describe("no answer is a reason for every series", () => {
  test("a refusal of IAM", async () => {
    const { port } = await portTo(() => ({
      status: 403,
      headers: { "x-amzn-query-error": "AccessDenied;Sender" },
      json: {
        __type: "com.amazonaws.cloudwatch#AccessDenied",
        message: "not authorized to perform: cloudwatch:GetMetricData",
      },
    }));
    const told = await port.newest([series("PrimaryLinkHealthStatus"), series("CurrItems")], never);
    expect(told).toHaveLength(2);
    for (const one of told) {
      expect(one).toMatchObject({ kind: "absent" });
      expect(JSON.stringify(one)).toMatch(/cannot be read: AccessDenied: .*cloudwatch:GetMetricData/);
    }
  });

  test("a network that refuses", async () => {
    const { port } = await portTo(() => ({ json: {} }));
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    const [point] = await port.newest([series("CurrItems")], never);
    expect(JSON.stringify(point)).toContain("cannot be read: Error ECONNREFUSED");
  });

  test("but not when whoever asked has ended it", async () => {
    const { port } = await portTo(() => ({ json: {} }));
    const gone = AbortSignal.abort(new Error("the run is over"));
    await expect(port.newest([series("CurrItems")], gone)).rejects.toThrow("the run is over");
  });
});

test("a large cluster is asked for in several questions, in the order of the series", async () => {
  const { port, asked } = await portTo(({ MetricDataQueries }) => ({
    json: { MetricDataResults: MetricDataQueries.map(({ Id }, index) => result(Id, [[nowMs - 60_000, index]])) },
  }));
  const wanted = Array.from({ length: 501 }, (_, index) => series("CurrItems", `cache-${index}`));
  const told = await port.newest(wanted, never);
  expect(asked.map(({ MetricDataQueries }) => MetricDataQueries.length)).toStrictEqual([500, 1]);
  expect(told.map((one) => (one.kind === "read" ? one.value : -1))).toStrictEqual([...Array(500).keys(), 0]);
});
