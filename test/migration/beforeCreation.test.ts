// What is judged of a path before the program has made its part of it.
import { expect, test } from "vitest";
import { networkBeforeCreation, slotsBeforeCreation, zonesBeforeCreation } from "../../migration/beforeCreation.ts";
import type { TopologyReading } from "../../migration/observation.ts";
import { networkPlan, networkReading, route, shapes, type NetworkChange, type Shape } from "./networkSamples.ts";

const codes = (shape: Shape, change: NetworkChange, routesMade: boolean) =>
  networkBeforeCreation(networkPlan(shape), networkReading(shape, change), routesMade, []).map(({ code, severity }) => [
    code,
    severity,
  ]);

test.each(shapes)("nothing of a %s in which nothing stands in the way", (shape) => {
  expect(codes(shape, {}, false)).toStrictEqual([]);
});

test("security groups, and a peering that the program will make, are not missing yet", () => {
  const bare: NetworkChange = {
    sourceIngress: [],
    targetEgress: [],
    targetIngress: [],
    connection: { kind: "peering", id: "", status: "", vpcIds: [] },
  };
  expect(codes("peering", bare, true)).toStrictEqual([]);
});

test("routes are missing where the program does not make them", () => {
  const noRoutes: NetworkChange = { targetRoutes: [route("10.0.0.0/16", "local")] };
  expect(codes("transitGateway", noRoutes, true)).toStrictEqual([]);
  expect(codes("transitGateway", noRoutes, false)).toStrictEqual([["network-route-to-source", "blocking"]]);
});

test("subnets in one zone are a fault before a group is made of them", () => {
  const found = (zones: string[]) => [
    ...zonesBeforeCreation(
      networkPlan("peering"),
      zones.map((zone) => ({ zone })),
    ),
  ];
  expect(found(["us-east-1a", "us-east-1b"])).toStrictEqual([]);
  expect(found(["us-east-1a", "us-east-1a"])).toMatchObject([{ code: "target-zones", severity: "blocking" }]);
});

test("slots that the source does not have are a fault, with the line to put in", () => {
  const plan = networkPlan("peering");
  const two = { ...plan, target: { ...plan.target, shards: 2 } };
  const of = (...slots: string[]): TopologyReading => ({
    kind: "read",
    shards: slots.map((one, index) => ({ slots: one, primary: `10.1.0.${index}:6379` })),
  });
  expect([...slotsBeforeCreation(two, of("0-8191", "8192-16383"))]).toStrictEqual([]);
  expect([...slotsBeforeCreation(two, of("0-8190", "8191-16383"))]).toMatchObject([
    { code: "shard-slots", remedy: 'set target.slots: ["0-8190", "8191-16383"]' },
  ]);
  expect([...slotsBeforeCreation(two, { kind: "unreadable", reason: "no" })]).toStrictEqual([]);
});
