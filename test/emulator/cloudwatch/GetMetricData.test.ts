// GetMetricData as a call: series that there are not, refusals in CloudWatch's own form, and the log.
import { GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createTarget, until } from "../subject.ts";
import { query, startStand, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
  await createTarget(stand.subject.client, "quiet");
  await until(
    "a datapoint",
    () => stand.newest("CurrItems", "quiet-001"),
    (value) => value === 1,
  );
});
afterAll(() => stand.close());

describe("a series that there is not is empty", () => {
  test.each([
    ["of another metric", query("EngineCPUUtilization", "quiet-001")],
    ["of another node", query("CurrItems", "nobody-001")],
    [
      "by the group's id, which no node's metric has",
      {
        Id: "m1",
        MetricStat: {
          Metric: {
            Namespace: "AWS/ElastiCache",
            MetricName: "CurrItems",
            Dimensions: [{ Name: "ReplicationGroupId", Value: "quiet" }],
          },
          Period: 60,
          Stat: "Average",
        },
      },
    ],
  ])("%s", async (_, asked) => {
    expect(await stand.ask([asked])).toMatchObject([{ Id: "m1", StatusCode: "Complete", Timestamps: [], Values: [] }]);
  });

  test("in another account", async () => {
    const other = stand.clientOf("AKIAOTHER");
    expect((await stand.ask([query("CurrItems", "quiet-001")], other))[0]?.Values).toStrictEqual([]);
    other.destroy();
  });
});

describe("is refused", () => {
  const send = (change: object) => {
    const now = Date.now();
    const whole = {
      MetricDataQueries: [query("CurrItems", "quiet-001")],
      StartTime: new Date(now - 1000),
      EndTime: new Date(now),
    };
    return stand.cloudWatch.send(new GetMetricDataCommand({ ...whole, ...change })).then(
      () => "answered",
      (error: unknown) => {
        const { name, Code, $metadata } = error as Error & { Code?: string; $metadata: { httpStatusCode: number } };
        return [name, Code, $metadata.httpStatusCode];
      },
    );
  };
  const stat = (change: object) => ({
    MetricDataQueries: [{ Id: "m1", MetricStat: { ...query("CurrItems", "quiet-001").MetricStat, ...change } }],
  });

  test.each([
    [
      "a time that ends before it begins",
      { StartTime: new Date(2_000), EndTime: new Date(1_000) },
      "InvalidParameterValueException",
      "InvalidParameterValue",
      400,
    ],
    [
      "two queries of one id",
      { MetricDataQueries: [query("CurrItems", "a"), query("CurrItems", "b")] },
      "InvalidParameterCombinationException",
      "InvalidParameterCombination",
      400,
    ],
    ["a period of half a minute", stat({ Period: 30 }), "InvalidParameterValueException", "InvalidParameterValue", 400],
    ["what it does not have: a percentile", stat({ Stat: "p99" }), "NotImplemented", "NotImplemented", 501],
    [
      "what it does not have: an expression",
      { MetricDataQueries: [{ Id: "e1", Expression: "m1*2" }] },
      "NotImplemented",
      "NotImplemented",
      501,
    ],
  ])("%s", async (_, change, name, code, status) => {
    expect(await send(change)).toStrictEqual([name, code, status]);
  });

  test("by a fault that was asked for, in CloudWatch's own form", async () => {
    await stand.subject.put("faults", [{ action: "GetMetricData", service: "monitoring", kind: "denied" }]);
    expect(await send({})).toStrictEqual(["AccessDenied", "AccessDenied", 403]);
    expect(await send({})).toBe("answered");
  });
});

test("calls stand in the log with what they asked for", async () => {
  await stand.ask([query("CurrItems", "quiet-001")]);
  const log = (await stand.subject.get("log")) as {
    service: string;
    action: string;
    parameters: Record<string, string>;
  }[];
  const last = log.findLast(({ action }) => action === "GetMetricData");
  expect(last?.service).toBe("monitoring");
  expect(last?.parameters["MetricDataQueries"]).toContain("quiet-001");
});
