// How the slots of a cluster are divided where a config says nothing: as the emulated ElastiCache divides them.
import { expect, it } from "vitest";
import { slotsOfShards } from "../../../rehearsal/world/slots.ts";
import { equalSlots } from "../../../emulator/servers/slots.ts";

it.each([1, 2, 3, 5, 7, 90])("divides them equally between %d shards", (shards) => {
  const asEmulated = equalSlots(shards).map(({ first, last }) => `${first}-${last}`);
  expect(slotsOfShards([], shards)).toStrictEqual(asEmulated);
});

it("takes those that are given", () => {
  expect(slotsOfShards(["0-99", "100-16383"], 2)).toStrictEqual(["0-99", "100-16383"]);
});
