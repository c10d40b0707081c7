// Shards of a new group: the rules alone, without servers.
import { describe, expect, test } from "vitest";
import { shardsWish } from "../../../emulator/elasticache/shardsWish.ts";

type Asked = Partial<Parameters<typeof shardsWish>[0]>;
const wish = (asked: Asked, clusterMode = true) =>
  shardsWish({ ReplicationGroupId: "g", ReplicationGroupDescription: "d", ...asked }, clusterMode, ["z-a", "z-b"]);

describe("shards", () => {
  test("have equal parts of the slots, and their nodes in turn in the zones", () => {
    expect(wish({ NumNodeGroups: 2, ReplicasPerNodeGroup: 2 })).toStrictEqual([
      { id: "0001", slots: [{ first: 0, last: 8191 }], zones: ["z-a", "z-b", "z-a"] },
      { id: "0002", slots: [{ first: 8192, last: 16_383 }], zones: ["z-a", "z-b", "z-a"] },
    ]);
  });

  test("have what their configuration says, each its own number of replicas and zones", () => {
    const NodeGroupConfiguration = [
      { NodeGroupId: "7", Slots: "0-99,200-16383", ReplicaCount: 0, PrimaryAvailabilityZone: "z-c" },
      { Slots: "100-199", ReplicaCount: 2, ReplicaAvailabilityZones: ["z-c", "z-d"] },
    ];
    expect(wish({ NodeGroupConfiguration })).toStrictEqual([
      {
        id: "0007",
        slots: [
          { first: 0, last: 99 },
          { first: 200, last: 16_383 },
        ],
        zones: ["z-c"],
      },
      { id: "0002", slots: [{ first: 100, last: 199 }], zones: ["z-a", "z-c", "z-d"] },
    ]);
  });

  test("are one without cluster mode, which has no slots", () => {
    expect(wish({ NumCacheClusters: 2 }, false)).toStrictEqual([{ id: "0001", slots: [], zones: ["z-a", "z-b"] }]);
    expect(wish({ PreferredCacheClusterAZs: ["z-c"], ReplicasPerNodeGroup: 1 }, false)).toStrictEqual([
      { id: "0001", slots: [], zones: ["z-c", "z-c"] },
    ]);
  });
});

describe("a combination that contradicts itself is refused", () => {
  const two = (one: object, other: object) => ({ NodeGroupConfiguration: [one, other] });
  test.each([
    ["NumCacheClusters with shards", { NumCacheClusters: 2, NumNodeGroups: 2 }, "cannot be combined"],
    ["NumCacheClusters with shards named", { NumCacheClusters: 2, ...two({}, {}) }, "cannot be combined"],
    ["another number of shards", { NumNodeGroups: 3, ...two({}, {}) }, "2 elements, and NumNodeGroups is 3"],
    ["another number of replicas", { ReplicasPerNodeGroup: 1, ...two({ ReplicaCount: 2 }, {}) }, "ReplicaCount is 2"],
    ["slots of some", two({ Slots: "0-16383" }, {}), "Slots are given for 1 of 2"],
    ["zones of some replicas", two({ ReplicaCount: 2, ReplicaAvailabilityZones: ["z"] }, {}), "1 zones for 2 replicas"],
  ] as const)("%s", (_what, asked, words) => {
    expect(() => wish(asked as Asked)).toThrow(expect.objectContaining({ code: "InvalidParameterCombination" }));
    expect(() => wish(asked as Asked)).toThrow(words);
  });

  test.each([
    ["several shards", { NumNodeGroups: 2 }, "2 node groups need a parameter group with cluster-enabled yes"],
    ["slots", { NodeGroupConfiguration: [{ Slots: "0-16383" }] }, "Slots need a parameter group"],
  ] as const)("%s without cluster mode", (_what, asked, words) => {
    expect(() => wish(asked as unknown as Asked, false)).toThrow(words);
  });
});

describe("a value that cannot be is refused", () => {
  const slots = (...all: string[]) => ({ NodeGroupConfiguration: all.map((Slots) => ({ Slots })) });
  test.each([
    ["no shard", { NumNodeGroups: 0 }, "at least 1"],
    ["seven nodes", { NumNodeGroups: 1, ReplicasPerNodeGroup: 6 }, "1 to 6 nodes, not 7"],
    ["no slots", slots("16384"), 'Invalid Slots "16384"'],
    ["a gap", slots("0-99", "101-16383"), "The slots 100 belong to no node group"],
    ["a double", slots("0-100", "100-16383"), "The slots 100 belong to several node groups"],
    ["an id", { NodeGroupConfiguration: [{ NodeGroupId: "one" }] }, 'Invalid NodeGroupId "one"'],
    ["one id twice", { NodeGroupConfiguration: [{ NodeGroupId: "2" }, {}] }, "0002 is given twice"],
  ] as const)("%s", (_what, asked, words) => {
    expect(() => wish(asked as Asked)).toThrow(expect.objectContaining({ code: "InvalidParameterValue" }));
    expect(() => wish(asked as Asked)).toThrow(words);
  });

  test("more nodes than the quota", () => {
    expect(wish({ NumNodeGroups: 45, ReplicasPerNodeGroup: 1 })).toHaveLength(45);
    expect(() => wish({ NumNodeGroups: 46, ReplicasPerNodeGroup: 1 })).toThrow(
      expect.objectContaining({ code: "NodeQuotaForClusterExceeded" }),
    );
  });
});
