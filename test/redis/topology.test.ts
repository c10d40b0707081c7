import { expect, test } from "vitest";
import { parseTopology } from "../../redis/topology.ts";

test("ranges of one primary are one shard, in the order of their first slots", () => {
  const reply = [
    [5461, 16383, ["10.0.0.242", 6379, "id2"], ["10.0.0.243", 6379, "id3"]],
    [101, 5460, ["10.0.0.241", 6379, "id1"]],
    [0, 100, ["10.0.0.241", 6379, "id1"]],
  ];
  expect(parseTopology(reply, "10.0.0.241")).toStrictEqual([
    { slots: "0-5460", primary: "10.0.0.241:6379", replicas: [] },
    { slots: "5461-16383", primary: "10.0.0.242:6379", replicas: ["10.0.0.243:6379"] },
  ]);
});

test.each([[""], ["?"], [null]])("a host that is not told (%j) is the one that was asked", (host) => {
  expect(parseTopology([[0, 16383, [host, 6379]]], "10.0.0.241")).toStrictEqual([
    { slots: "0-16383", primary: "10.0.0.241:6379", replicas: [] },
  ]);
});

test.each<[string, unknown]>([
  ["no list", "OK"],
  ["no slot at all", []],
  ["no range", [["a", "b", ["10.0.0.241", 6379]]]],
  ["no primary", [[0, 16383]]],
])("%s is an error, not a topology", (_what, reply) => {
  expect(() => parseTopology(reply, "10.0.0.241")).toThrow(/slot/i);
});
