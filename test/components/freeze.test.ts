import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { frozen, type Frozen } from "../../components/freeze.ts";
import { hold, isFrozen, keep } from "../../components/guard.ts";
import { stages } from "../../settings.ts";
import { recorded } from "./recorded.ts";

const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/aws/package.json"));

/** The names of an argument type as the SDK's declarations have them. */
function argumentsOf(file: string, type: string): string[] {
  const text = readFileSync(join(sdk, file), "utf8");
  const body = text.slice(text.indexOf(`export interface ${type} {`)).split("\n}\n")[0] ?? "";
  return [...body.matchAll(/^ {4}(?<name>\w+)\??: /gm)].map((match) => match.groups?.["name"] ?? "");
}

describe("the freeze names every argument of the SDK's types", () => {
  test.each<[Frozen, string, string]>([
    ["replicationGroup", "elasticache/replicationGroup.d.ts", "ReplicationGroupArgs"],
    ["subnetGroup", "elasticache/subnetGroup.d.ts", "SubnetGroupArgs"],
    ["parameterGroup", "elasticache/parameterGroup.d.ts", "ParameterGroupArgs"],
    ["securityGroup", "ec2/securityGroup.d.ts", "SecurityGroupArgs"],
    ["securityGroupRule", "vpc/securityGroupIngressRule.d.ts", "SecurityGroupIngressRuleArgs"],
    ["securityGroupRule", "vpc/securityGroupEgressRule.d.ts", "SecurityGroupEgressRuleArgs"],
    ["vpcPeeringConnection", "ec2/vpcPeeringConnection.d.ts", "VpcPeeringConnectionArgs"],
    ["vpcPeeringConnectionAccepter", "ec2/vpcPeeringConnectionAccepter.d.ts", "VpcPeeringConnectionAccepterArgs"],
    ["peeringConnectionOptions", "ec2/peeringConnectionOptions.d.ts", "PeeringConnectionOptionsArgs"],
    ["route", "ec2/route.d.ts", "RouteArgs"],
  ])("%s: %s", (kind, file, type) => {
    const names = argumentsOf(file, type);
    expect(names.length).toBeGreaterThan(3);
    const sum = names.includes("tags") ? ["tagsAll"] : [];
    expect([...frozen[kind]].sort()).toStrictEqual([...names, ...sum].sort());
  });
});

test.each(Object.keys(frozen) as Frozen[])(
  "a guard freezes or it does not, and protects only what must not be lost: %s",
  async (kind) => {
    const options: unknown[] = [];
    await recorded({ frozen: true, protect: true }, ({ guard }) => {
      const parent = guard.journal;
      for (const given of [
        keep(guard, parent, kind),
        keep({ ...guard, frozen: false, protect: false }, parent, kind),
        hold(guard, parent, kind),
      ]) {
        options.push([given.protect, given.ignoreChanges, given.provider]);
      }
    });
    expect(options).toStrictEqual([
      [true, frozen[kind], undefined],
      [false, [], undefined],
      [undefined, frozen[kind], undefined],
    ]);
  },
);

test("only while a migration may be in flight is anything frozen: operate is editable like prepare", () => {
  expect(stages.filter(isFrozen)).toStrictEqual(["migrate", "complete", "abort"]);
});
