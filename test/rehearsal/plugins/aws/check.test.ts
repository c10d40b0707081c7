import { describe, expect, test } from "vitest";
import { checkInputs } from "../../../../rehearsal/plugins/aws/check.ts";
import { resourceTypeOf } from "../../../../rehearsal/plugins/aws/resources.ts";
import { unknown } from "./pluginClient.ts";
import type { Properties } from "./pluginClient.ts";

const group = resourceTypeOf("aws:elasticache/replicationGroup:ReplicationGroup");
const parameters = resourceTypeOf("aws:elasticache/parameterGroup:ParameterGroup");

const failures = (news: Properties, type = group): Record<string, string> =>
  Object.fromEntries(
    checkInputs(type, "sessions", {}, news, {}).failures.map(({ property, reason }) => [property, reason]),
  );

describe("inputs", () => {
  test("of every kind are refused by name when they are of another kind, all at once", () => {
    expect(
      Object.keys(
        failures({
          description: 1,
          port: "6379",
          multiAzEnabled: "yes",
          securityGroupIds: "sg-1",
          preferredCacheClusterAzs: [1],
          tags: { a: 1 },
        }),
      ),
    ).toStrictEqual(["description", "port", "multiAzEnabled", "securityGroupIds", "preferredCacheClusterAzs", "tags"]);
  });

  test("that are missing, unknown or not served are told apart", () => {
    const found = failures({ descripton: "typo", authTokenWo: "secret" });
    expect(Object.keys(found)).toStrictEqual(["descripton", "authTokenWo", "description"]);
    expect(found["descripton"]).toContain('has no argument "descripton"');
    expect(found["authTokenWo"]).toContain("is not supported by the stand-in");
    expect(found["description"]).toContain('Missing required argument: "description"');
  });

  test("that are refused never show a secret's value, of the right kind or not", () => {
    for (const authToken of ["hunter2", { hunter2: "" }, ["hunter2"]]) {
      const found = failures({ description: "d", authToken });
      expect(Object.keys(found)).toStrictEqual(["authToken"]);
      expect(JSON.stringify(found)).not.toContain("hunter2");
    }
  });

  test.each([
    ["description", "", 'must be not empty, and is ""'],
    ["engine", "memcached", 'must be "redis" or "valkey", and is "memcached"'],
    ["transitEncryptionMode", "off", 'must be "preferred" or "required"'],
    ["clusterMode", "on", 'must be "enabled" or "disabled" or "compatible"'],
    ["authToken", "too-short", "must be 16 to 128 characters"],
    ["authToken", "with-a-slash/in-the-middle", "must be 16 to 128 characters"],
    ["snapshotRetentionLimit", 36, "must be a number from 0 to 35, and is 36"],
    ["snapshotWindow", "at night", "must be a window like 03:00-04:00"],
    ["maintenanceWindow", "sunday", "must be a window like sun:05:00-sun:06:00"],
    ["notificationTopicArn", "topic", "must be an ARN"],
    ["replicationGroupId", "ends-with-", "must be 1 to 40 letters"],
    ["replicationGroupId", "two--hyphens", "must be 1 to 40 letters"],
    ["replicationGroupId", "1st", "must be 1 to 40 letters"],
  ])("like %s %j are refused as the real provider does", (name, value, reason) => {
    const found = failures({ description: "d", [name]: value });
    expect(Object.keys(found)).toStrictEqual([name]);
    expect(found[name]).toContain(`"${name}" ${reason}`);
  });

  test("inside of node groups follow the same rules", () => {
    const found = failures({
      description: "d",
      nodeGroupConfigurations: [
        { nodeGroupId: "0001", slots: "0-8191", replicaCount: 1 },
        { nodeGroupId: "shard", slots: "all" },
      ],
    });
    expect(Object.keys(found)).toStrictEqual([
      "nodeGroupConfigurations[1].nodeGroupId",
      "nodeGroupConfigurations[1].slots",
    ]);
  });

  test("inside of lists of objects are named by their place", () => {
    const found = failures(
      {
        family: "redis7",
        parameters: [
          { name: "a", value: "1" },
          { name: "b", worth: "2" },
        ],
      },
      parameters,
    );
    expect(Object.keys(found)).toStrictEqual(["parameters[1].worth", "parameters[1].value"]);
    expect(failures({ family: "redis7", parameters: { name: "a" } }, parameters)).toHaveProperty("parameters");
  });

  test("that are not known yet are not judged, whatever their kind", () => {
    expect(failures({ description: unknown, port: unknown, tags: unknown, securityGroupIds: [unknown] })).toStrictEqual(
      {},
    );
    expect(
      failures({ family: unknown, parameters: [unknown, { name: "a", value: unknown }] }, parameters),
    ).toStrictEqual({});
  });
});

describe("inputs that contradict each other", () => {
  const token = "0123456789abcdef";
  test.each([
    [
      { numCacheClusters: 2, numNodeGroups: 2 },
      { numCacheClusters: '"numCacheClusters" conflicts with "numNodeGroups"' },
    ],
    [
      { numCacheClusters: 2, replicasPerNodeGroup: 1 },
      { numCacheClusters: '"numCacheClusters" conflicts with "replicasPerNodeGroup"' },
    ],
    [
      { nodeGroupConfigurations: [{ slots: "0-16383" }], preferredCacheClusterAzs: ["us-east-1a"] },
      { nodeGroupConfigurations: '"nodeGroupConfigurations" conflicts with "preferredCacheClusterAzs"' },
    ],
    [{ authToken: token, userGroupIds: ["team"] }, { authToken: '"authToken" conflicts with "userGroupIds"' }],
    [
      { multiAzEnabled: true },
      { automaticFailoverEnabled: '"automaticFailoverEnabled" must be true if "multiAzEnabled" is true' },
    ],
    [
      { automaticFailoverEnabled: true, numCacheClusters: 1 },
      { numCacheClusters: '"numCacheClusters" must be at least 2 if "automaticFailoverEnabled" is true' },
    ],
    [
      { authToken: token, authTokenUpdateStrategy: "DELETE" },
      { authToken: '"authToken" must not be specified when "authTokenUpdateStrategy" is "DELETE"' },
    ],
    [
      { authTokenUpdateStrategy: "SET" },
      { authTokenUpdateStrategy: '"authToken" must be specified with "authTokenUpdateStrategy"' },
    ],
  ])("are refused: %j", (inputs, expected) => {
    expect(failures({ description: "d", ...inputs })).toStrictEqual(expected);
  });

  test("are not judged by what is not known yet", () => {
    expect(failures({ description: "d", multiAzEnabled: true, automaticFailoverEnabled: unknown })).toStrictEqual({});
    expect(failures({ description: "d", automaticFailoverEnabled: true, numCacheClusters: unknown })).toStrictEqual({});
    expect(failures({ description: "d", authToken: unknown, authTokenUpdateStrategy: "SET" })).toStrictEqual({});
    expect(failures({ description: "d", authTokenUpdateStrategy: unknown })).toStrictEqual({});
  });

  test("of a route are none or several targets, and of a rule none or several peers", () => {
    const route = resourceTypeOf("aws:ec2/route:Route");
    const to = { routeTableId: "rtb-1", destinationCidrBlock: "10.0.0.0/16" };
    const listed = 'exactly one of "gatewayId", "transitGatewayId", "vpcPeeringConnectionId" must be given';
    expect(failures(to, route)).toStrictEqual({ gatewayId: `${listed}, and none is given` });
    expect(failures({ ...to, transitGatewayId: "tgw-1", vpcPeeringConnectionId: unknown }, route)).toStrictEqual({
      transitGatewayId: `${listed}, and "transitGatewayId" and "vpcPeeringConnectionId" are given`,
    });
    expect(failures({ ...to, transitGatewayId: "tgw-1" }, route)).toStrictEqual({});
    const rule = resourceTypeOf("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    const ours = { ipProtocol: "tcp", securityGroupId: "sg-1" };
    expect(Object.keys(failures(ours, rule))).toStrictEqual(["cidrIpv4"]);
    const both = { ...ours, cidrIpv4: "10.0.0.0/16", referencedSecurityGroupId: "sg-2" };
    expect(Object.keys(failures(both, rule))).toStrictEqual(["cidrIpv4"]);
    for (const id of ["sg-2", "210987654321/sg-2", unknown]) {
      expect(failures({ ...ours, referencedSecurityGroupId: id }, rule)).toStrictEqual({});
    }
    const wrong = { ...ours, referencedSecurityGroupId: "sg-2/210987654321" };
    expect(Object.keys(failures(wrong, rule))).toStrictEqual(["referencedSecurityGroupId"]);
  });
});

describe("tagsAll", () => {
  const tagsAll = (tags: unknown): unknown =>
    checkInputs(
      group,
      "sessions",
      {},
      { description: "d", tags, tagsAll: { stale: "yes" } },
      { team: "a", stage: "dev" },
    ).inputs["tagsAll"];

  test("is the default tags with the resource's own over them", () => {
    expect(tagsAll({ team: "b" })).toStrictEqual({ team: "b", stage: "dev" });
    expect(tagsAll(undefined)).toStrictEqual({ team: "a", stage: "dev" });
  });

  test("is unknown while the tags are", () => {
    expect(tagsAll(unknown)).toBe(unknown);
  });
});

describe("a made name", () => {
  test("is short enough, in lower case, and kept from the last time", () => {
    const named = (resource: string, olds: Properties): unknown =>
      checkInputs(group, resource, olds, { description: "d" }, {}).inputs["replicationGroupId"];
    expect(named("A".repeat(60), {})).toMatch(/^a{32}-[0-9a-f]{7}$/);
    expect(named("other", { replicationGroupId: "kept-1234567" })).toBe("kept-1234567");
  });
});
