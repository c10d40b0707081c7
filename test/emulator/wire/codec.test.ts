// The codec: parameters read by the SDK's own schemas, answers written by them.
import { CreateReplicationGroup$, DescribeEvents$, StartMigration$ } from "@aws-sdk/client-elasticache";
import { CreateSecurityGroup$, DescribeVpcs$ } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { AwsFault } from "../../../emulator/fault.ts";
import { parseForm } from "../../../emulator/wire/form.ts";
import { readInput } from "../../../emulator/wire/read.ts";
import type { Dialect } from "../../../emulator/wire/read.ts";
import { writeFault, writeOutput } from "../../../emulator/wire/write.ts";
import type { OperationSchema } from "../../../emulator/wire/schema.ts";

const read = (schema: OperationSchema, body: string, dialect: Dialect = "query") =>
  readInput(schema, parseForm(body), dialect);

test("lists are read under the model's name and under the older one, in the order of their numbers", () => {
  const member =
    "ReplicationGroupId=a&CustomerNodeEndpointList.member.1.Address=h&CustomerNodeEndpointList.member.1.Port=6379";
  expect(read(StartMigration$, member)).toStrictEqual({
    ReplicationGroupId: "a",
    CustomerNodeEndpointList: [{ Address: "h", Port: 6379 }],
  });
  const named =
    "ReplicationGroupId=a&ReplicationGroupDescription=d&SecurityGroupIds.SecurityGroupId.10=z&SecurityGroupIds.SecurityGroupId.2=y&Tags=&MultiAZEnabled=true";
  expect(read(CreateReplicationGroup$, named)).toStrictEqual({
    ReplicationGroupId: "a",
    ReplicationGroupDescription: "d",
    MultiAZEnabled: true,
    SecurityGroupIds: ["y", "z"],
    Tags: [],
  });
  const older = "ReplicationGroupId=a&ReplicationGroupDescription=d&SecurityGroupIds.member.1=x";
  expect(read(CreateReplicationGroup$, older)).toMatchObject({ SecurityGroupIds: ["x"] });
});

test("EC2's lists have no name between", () => {
  const body = "Filter.1.Name=vpc-id&Filter.1.Value.1=a&Filter.1.Value.2=b&VpcId.1=v";
  expect(read(DescribeVpcs$, body, "ec2")).toStrictEqual({
    Filters: [{ Name: "vpc-id", Values: ["a", "b"] }],
    VpcIds: ["v"],
  });
});

test.each([
  [StartMigration$, "ReplicationGroupId=a", "query", "InvalidParameterValue", "CustomerNodeEndpointList"],
  [CreateSecurityGroup$, "GroupName=a", "ec2", "MissingParameter", "GroupDescription"],
  [DescribeEvents$, "Duration=an+hour", "query", "MalformedInput", '"an hour"; it must be a number'],
  [DescribeEvents$, "StartTime=yesterday", "query", "MalformedInput", "it must be a time"],
  [
    CreateReplicationGroup$,
    "ReplicationGroupId=a&ReplicationGroupDescription=d&MultiAZEnabled=yes",
    "query",
    "MalformedInput",
    "true or false",
  ],
] as const)("a parameter that is missing or malformed is refused by name: %#", (schema, body, dialect, code, part) => {
  expect(() => read(schema, body, dialect)).toThrow(part);
  expect(() => read(schema, body, dialect)).toThrow(expect.objectContaining({ code }));
});

test("answers carry the model's element names, escaped, without what is undefined", () => {
  const output = {
    Marker: undefined,
    Events: [{ SourceIdentifier: 'a<b>&"c"\u0001', Date: new Date("2026-11-20T00:00:00.000Z") }],
  };
  expect(writeOutput(DescribeEvents$, output, "query", "urn:x", "id-1")).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<DescribeEventsResponse xmlns="urn:x"><DescribeEventsResult><Events><Event>' +
      "<SourceIdentifier>a&lt;b&gt;&amp;&quot;c&quot;</SourceIdentifier><Date>2026-11-20T00:00:00.000Z</Date>" +
      "</Event></Events></DescribeEventsResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></DescribeEventsResponse>",
  );
  expect(writeOutput(DescribeVpcs$, { Vpcs: [{ VpcId: "v", IsDefault: false }] }, "ec2", "urn:x", "id-2")).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<DescribeVpcsResponse xmlns="urn:x"><requestId>id-2</requestId><vpcSet><item>' +
      "<isDefault>false</isDefault><vpcId>v</vpcId></item></vpcSet></DescribeVpcsResponse>",
  );
});

test("faults have the form of their protocol", () => {
  const fault = new AwsFault("Some.Code", "a & b", 404);
  expect(writeFault(fault, "query", "r")).toContain(
    "<ErrorResponse><Error><Type>Sender</Type><Code>Some.Code</Code><Message>a &amp; b</Message></Error><RequestId>r</RequestId>",
  );
  expect(writeFault(fault, "ec2", "r")).toContain(
    "<Response><Errors><Error><Code>Some.Code</Code><Message>a &amp; b</Message></Error></Errors><RequestID>r</RequestID>",
  );
});
