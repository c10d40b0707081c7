// Which servers a source consists of, for each way that a config can name it.
import { describe, expect, it } from "vitest";
import { sourceNodes } from "../../../rehearsal/world/sourceNodes.ts";
import { settingsWith, type Changes } from "./settings.ts";

const cluster = { clusterMode: "enabled", databases: 1 };
const source = (changes: Changes["source"], target: Changes["target"] = {}) =>
  sourceNodes(settingsWith({ source: changes ?? {}, target }));

/** `host:port`, the slots of a primary, and whom it follows by its place in the list. */
const shown = (nodes: ReturnType<typeof sourceNodes>) =>
  nodes.map(({ host, port, slots, replicaOf }) => {
    const followed = nodes.findIndex(({ id }) => id === replicaOf);
    return [`${host}:${port}`, slots, followed < 0 ? "primary" : `replica of ${followed}`];
  });

describe("sourceNodes", () => {
  it("is one server where the endpoint is the primary", () => {
    expect(shown(source({}))).toStrictEqual([["10.0.0.241:6379", "", "primary"]]);
    expect(shown(source({ primaries: ["10.0.0.241:6379"] }))).toStrictEqual([["10.0.0.241:6379", "", "primary"]]);
  });

  it("is a primary and its replica where the endpoint is none of the primaries", () => {
    expect(shown(source({ primaries: ["10.0.7.9:6380"] }))).toStrictEqual([
      ["10.0.7.9:6380", "", "primary"],
      ["10.0.0.241:6379", "", "replica of 0"],
    ]);
  });

  it("is a cluster of equal parts beside the endpoint, where nothing else is said", () => {
    expect(shown(source({ ...cluster, shards: 3 }))).toStrictEqual([
      ["10.0.0.241:6379", "0-5461", "primary"],
      ["10.0.0.242:6379", "5462-10922", "primary"],
      ["10.0.0.240:6379", "10923-16383", "primary"],
      ["10.0.0.243:6379", "", "replica of 0"],
    ]);
  });

  it("gives named primaries the slots of the target's shards, and the first one the endpoint as its replica", () => {
    const primaries = ["10.0.1.1:6379", "10.0.2.1:6379"];
    const slots = ["0-99,9000-16383", "100-8999"];
    expect(shown(source({ ...cluster, shards: 2, primaries }, { slots }))).toStrictEqual([
      ["10.0.1.1:6379", "0-99,9000-16383", "primary"],
      ["10.0.2.1:6379", "100-8999", "primary"],
      ["10.0.0.241:6379", "", "replica of 0"],
    ]);
  });

  it("adds a replica of the first shard where the endpoint is a primary", () => {
    const primaries = ["10.0.1.1:6379", "10.0.0.241:6379"];
    expect(shown(source({ ...cluster, shards: 2, primaries })).at(-1)).toStrictEqual([
      "10.0.0.242:6379",
      "",
      "replica of 0",
    ]);
  });

  it("has a cluster of one shard too", () => {
    expect(shown(source({ ...cluster, shards: 1 }))).toStrictEqual([
      ["10.0.0.241:6379", "0-16383", "primary"],
      ["10.0.0.242:6379", "", "replica of 0"],
    ]);
  });

  it("gives every node an id and an address of its own", () => {
    const nodes = source({ ...cluster, shards: 20 });
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(21);
    expect(new Set(nodes.map(({ host }) => host)).size).toBe(21);
  });

  it("says where there is no room for the nodes that it has to make up", () => {
    const narrow = { ...cluster, shards: 3, endpoint: "10.0.0.242:6379", cidrs: ["10.0.0.240/30"] };
    expect(() => source(narrow)).toThrow("source.cidrs: no room for 3 more nodes beside 10.0.0.242 in 10.0.0.240/30");
  });

  it("refuses every node that is named by DNS, all at once", () => {
    const names = { endpoint: "replica.internal:6379", primaries: ["primary.internal:6379"] };
    expect(() => source(names)).toThrow(
      [
        "source.endpoint: a name (replica.internal) cannot be rehearsed, not supported yet; use an address",
        "source.primaries: a name (primary.internal) cannot be rehearsed, not supported yet; use an address",
      ].join("\n"),
    );
  });
});
