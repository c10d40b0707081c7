import { describe, expect, test } from "vitest";
import { routesOf, type RouteWishes } from "../../components/routes.ts";

const wishes: RouteWishes = {
  mode: "peering",
  target: { vpcId: "vpc-t", cidrs: ["10.1.0.0/16"], routeTableIds: ["rtb-t"] },
  source: { vpcId: "vpc-s", cidrs: ["10.0.0.0/16", "10.4.0.0/16"], routeTableIds: ["rtb-s"] },
  applicationRouteTableIds: [],
  routes: "manage",
  stands: true,
};
const routes = (changes: Partial<RouteWishes>) =>
  routesOf("peering", { ...wishes, ...changes }).map(
    ({ side, routeTableId, destinationCidrBlock }) => `${side}: ${routeTableId} -> ${destinationCidrBlock}`,
  );
const back = ["target: rtb-t -> 10.0.0.0/16", "target: rtb-t -> 10.4.0.0/16"];

test("a route is named after its way, its table and its destination", () => {
  expect(routesOf("peering", wishes)).toStrictEqual([
    {
      name: "peering-to-source-rtb-t-10.0.0.0/16",
      side: "target",
      routeTableId: "rtb-t",
      destinationCidrBlock: "10.0.0.0/16",
    },
    {
      name: "peering-to-source-rtb-t-10.4.0.0/16",
      side: "target",
      routeTableId: "rtb-t",
      destinationCidrBlock: "10.4.0.0/16",
    },
    {
      name: "peering-to-target-rtb-s-10.1.0.0/16",
      side: "source",
      routeTableId: "rtb-s",
      destinationCidrBlock: "10.1.0.0/16",
    },
  ]);
});

test("the application's tables lead to the target, too, and one that is the source's own is not routed twice", () => {
  expect(routes({ applicationRouteTableIds: ["rtb-a", "rtb-s"] })).toStrictEqual([
    ...back,
    "source: rtb-s -> 10.1.0.0/16",
    "source: rtb-a -> 10.1.0.0/16",
  ]);
});

test("one VPC needs no routes", () => {
  expect(routes({ mode: "sameVpc", applicationRouteTableIds: ["rtb-a"] })).toStrictEqual([]);
});

describe("when the path goes", () => {
  test("every route goes with a peering that was made here", () => {
    expect(routes({ stands: false, applicationRouteTableIds: ["rtb-a"] })).toStrictEqual([]);
  });

  test("over a connection that exists the application keeps its way, there and back", () => {
    const changes = { mode: "existing", stands: false } as const;
    expect(routes({ ...changes, applicationRouteTableIds: ["rtb-a"] })).toStrictEqual([
      ...back,
      "source: rtb-a -> 10.1.0.0/16",
    ]);
    expect(routes(changes)).toStrictEqual([]);
  });

  test("what stays keeps its name: the engine would else make a route that is there", () => {
    const existing = { ...wishes, mode: "existing", applicationRouteTableIds: ["rtb-s"] } as const;
    const before = routesOf("peering", existing).map(({ name }) => name);
    const after = routesOf("peering", { ...existing, stands: false }).map(({ name }) => name);
    expect(after).toStrictEqual(before);
  });
});

test("over a connection that has its routes already, none is made", () => {
  expect(routesOf("peering", { ...wishes, mode: "existing", routes: "standing" })).toStrictEqual([]);
  expect(routesOf("peering", { ...wishes, mode: "existing" })).not.toStrictEqual([]);
});
