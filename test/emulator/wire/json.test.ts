// The JSON codec over the SDK's own schema, both ways. That a real client understands it: cloudwatch/GetMetricData.test.ts.
import { GetMetricData$ } from "@aws-sdk/client-cloudwatch";
import { expect, test } from "vitest";
import { AwsFault } from "../../../emulator/fault.ts";
import { readJsonInput, targetedAction, writeJsonFault, writeJsonOutput } from "../../../emulator/wire/json.ts";

const whole = {
  MetricDataQueries: [{ Id: "m1", ReturnData: true, Period: 60 }],
  StartTime: 1_795_168_800,
  EndTime: 1_795_168_860.5,
};
const read = (change: object) => readJsonInput(GetMetricData$, JSON.stringify({ ...whole, ...change }));

test("times are seconds since 1970, and members that the action has not are passed over", () => {
  expect(read({ Unknown: 1, NextToken: null })).toStrictEqual({
    MetricDataQueries: [{ Id: "m1", ReturnData: true, Period: 60 }],
    StartTime: new Date("2026-11-20T10:00:00Z"),
    EndTime: new Date("2026-11-20T10:01:00.500Z"),
  });
});

test("an answer has the schema's members only, times as seconds", () => {
  const answer = {
    MetricDataResults: [{ Id: "m1", Timestamps: [new Date("2026-11-20T10:00:00Z")], Values: [0.5], Label: undefined }],
    other: 1,
  };
  expect(JSON.parse(writeJsonOutput(GetMetricData$, answer))).toStrictEqual({
    MetricDataResults: [{ Id: "m1", Timestamps: [1_795_168_800], Values: [0.5] }],
  });
});

test("the action stands in the header's last part", () => {
  expect(targetedAction("GraniteServiceVersion20100801.GetMetricData")).toBe("GetMetricData");
  expect(targetedAction(undefined)).toBe("");
});

test("a fault is named by its code", () => {
  expect(JSON.parse(writeJsonFault(new AwsFault("AccessDenied", "no", 403)))).toStrictEqual({
    __type: "com.amazonaws.cloudwatch#AccessDenied",
    message: "no",
  });
});

test.each<[string, string, string]>([
  ["no JSON", "{", "SerializationException"],
  ["no object", "[]", "SerializationException"],
  ["a missing member", JSON.stringify({ ...whole, StartTime: undefined }), "MissingParameter"],
  ["a missing member inside", JSON.stringify({ ...whole, MetricDataQueries: [{}] }), "MissingParameter"],
  ["a list that is none", JSON.stringify({ ...whole, MetricDataQueries: {} }), "SerializationException"],
  ["a text that is none", JSON.stringify({ ...whole, ScanBy: 1 }), "SerializationException"],
  ["a time that is a text", JSON.stringify({ ...whole, EndTime: "today" }), "SerializationException"],
  [
    "a truth that is a text",
    JSON.stringify({ ...whole, MetricDataQueries: [{ Id: "m1", ReturnData: "yes" }] }),
    "SerializationException",
  ],
])("%s is refused", (_, body, code) => {
  expect(() => readJsonInput(GetMetricData$, body)).toThrow(expect.objectContaining({ code }) as Error);
});
