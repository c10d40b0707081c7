// On mocks: which rules are asked for when the source has several ports or the target several security groups.
import { expect, test } from "vitest";
import { referenceTo } from "../../components/references.ts";
import { sourcePorts } from "../../components/ReplicationPath.ts";
import type { Recorded } from "./recorded.ts";
import { egress, ids, ingress, pathOf } from "./settings.ts";

const rules = ({ made }: Recorded, type: string) =>
  made
    .filter((one) => one.type === type && one.name.startsWith("path-"))
    .map(({ name, inputs }) => [name, inputs["securityGroupId"], inputs["fromPort"], inputs["toPort"]]);

test("every port of the source comes once, the endpoint's first", () => {
  const at = (port: number) => ({ host: "10.0.0.1", port });
  expect(sourcePorts(at(6379), [])).toStrictEqual([6379]);
  expect(sourcePorts(at(6381), [at(6379), at(6380), at(6379), at(6381)])).toStrictEqual([6381, 6379, 6380]);
});

test("a replica as the endpoint with its primary on another port: both are opened, and neither renames the other", async () => {
  const record = await pathOf({ "source.endpoint": "10.0.0.241:6380", "source.primaries": ["10.0.0.242:6379"] });
  expect(rules(record, ingress)).toStrictEqual([
    ["path-into-source", ids.sourceGroup, 6380, 6380],
    ["path-into-source-6379", ids.sourceGroup, 6379, 6379],
  ]);
  expect(rules(record, egress)).toStrictEqual([
    ["path-to-source-10.0.0.0/16", ids.targetGroup, 6380, 6380],
    ["path-to-source-10.0.0.0/16-6379", ids.targetGroup, 6379, 6379],
  ]);
});

test("a group that exists may leave by each of its security groups, and is admitted by one of them", async () => {
  const arn = "arn:aws:elasticache:us-east-1:123456789012:replicationgroup:cache-prod";
  const existing = { securityGroupIds: ["sg-b", "sg-a"], accountId: "123456789012", arn };
  const record = await pathOf({ "target.existing": true }, { existing });
  expect(rules(record, egress)).toStrictEqual([
    ["path-to-source-10.0.0.0/16-sg-a", "sg-a", 6379, 6379],
    ["path-to-source-10.0.0.0/16-sg-b", "sg-b", 6379, 6379],
  ]);
  const peers = record.made
    .filter(({ type }) => type === ingress)
    .map(({ name, inputs }) => [name, inputs["securityGroupId"], inputs["referencedSecurityGroupId"]]);
  expect(peers).toStrictEqual([
    [`application-${ids.applicationGroup}`, "sg-a", ids.applicationGroup],
    ["path-into-source", ids.sourceGroup, "sg-a"],
  ]);
});

test("a group is named with its account only to somebody of another one", () => {
  expect(referenceTo("sg-1", "111111111111", undefined)).toBe("sg-1");
  expect(referenceTo("sg-1", "111111111111", "111111111111")).toBe("sg-1");
  expect(referenceTo("sg-1", "111111111111", "222222222222")).toBe("111111111111/sg-1");
});
