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
    const found = failures({ descripton: "typo", authToken: "secret" });
    expect(Object.keys(found)).toStrictEqual(["descripton", "authToken", "description"]);
    expect(found["descripton"]).toContain('has no argument "descripton"');
    expect(found["authToken"]).toContain("is not supported by the stand-in");
    expect(found["description"]).toContain('Missing required argument: "description"');
  });

  test("that are refused never show a secret's value", () => {
    expect(JSON.stringify(failures({ description: "d", authToken: "hunter2" }))).not.toContain("hunter2");
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
