import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { namesOf, parametersOf } from "../../components/targetNames.ts";
import { parameterFamily } from "../../migration/parameterFamily.ts";
import { replicationGroupId } from "../../settings/fields.ts";

describe("names", () => {
  test("are the group's own, and the security group's tells what it is for", () => {
    expect(namesOf("cache-prod")).toStrictEqual({
      subnetGroup: "cache-prod",
      parameterGroup: "cache-prod",
      securityGroup: "cache-prod-elasticache",
    });
  });

  test("of a security group do not begin with sg-", () => {
    expect(namesOf("sg-cache").securityGroup).toBe("elasticache-sg-cache");
  });

  test("are not those that AWS keeps for itself", () => {
    expect(namesOf("default")).toStrictEqual({
      subnetGroup: "default-target",
      parameterGroup: "default-target",
      securityGroup: "default-target-elasticache",
    });
  });

  test("keep AWS's rules for every group id that the configuration takes", () => {
    const anyId = fc.oneof(
      fc.constantFrom("default", "sg-", "sg-1", "sg", "a"),
      fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/),
    );
    let taken = 0;
    fc.assert(
      fc.property(anyId, (id) => {
        if (!replicationGroupId.safeParse(id).success) return;
        taken++;
        const { subnetGroup, parameterGroup, securityGroup } = namesOf(id);
        for (const name of [subnetGroup, parameterGroup]) {
          expect(name).toMatch(/^(?!default$)(?!.*--)[a-z][a-z0-9-]{0,253}(?<!-)$/);
        }
        expect(securityGroup).toMatch(/^(?!sg-)[a-z0-9-]{1,255}$/);
        expect(new Set([subnetGroup, parameterGroup, securityGroup].map((name) => name.includes(id)))).toStrictEqual(
          new Set([true]),
        );
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});

describe("the parameter group family follows engine and version", () => {
  test.each([
    ["redis", "5.0.6", "redis5.0"],
    ["redis", "6.2", "redis6.x"],
    ["redis", "6.x", "redis6.x"],
    ["redis", "7.0", "redis7"],
    ["redis", "7.1", "redis7"],
    ["valkey", "7.2", "valkey7"],
    ["valkey", "8.1", "valkey8"],
    ["valkey", "9.0", "valkey9"],
  ] as const)("%s %s: %s", (engine, version, family) => {
    expect(parameterFamily(engine, version)).toBe(family);
  });
});

describe("parameters", () => {
  const wishes = { clusterMode: "disabled", databases: 16, reservedMemoryPercent: undefined, parameters: {} } as const;

  test("nothing that was configured replaces the source's number of databases", () => {
    expect(parametersOf({ ...wishes, parameters: { databases: "4" } })).toStrictEqual([
      { name: "databases", value: "16" },
    ]);
  });

  test("a cluster is one by its parameter, and has no number of databases", () => {
    const parameters = { "cluster-enabled": "no", "maxmemory-policy": "noeviction" };
    expect(parametersOf({ clusterMode: "enabled", databases: 1, reservedMemoryPercent: 40, parameters })).toStrictEqual(
      [
        { name: "cluster-enabled", value: "yes" },
        { name: "maxmemory-policy", value: "noeviction" },
        { name: "reserved-memory-percent", value: "40" },
      ],
    );
  });
});
