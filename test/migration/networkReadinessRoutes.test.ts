import { describe, expect, test } from "vitest";
import { networkReadiness } from "../../migration/networkReadiness.ts";
import { networkPlan, networkReading, read, route, type NetworkChange } from "./networkSamples.ts";
import { findingsOf, inShort, putBack, whole, type Broken, type Told } from "./networkTold.ts";

const local = route("10.0.0.0/16", "local");
const toSource = {
  code: "network-route-to-source",
  severity: "blocking",
  expected: "an active route to it by pcx-1, and none more specific",
  remedy: putBack,
} as const satisfies Partial<Told>;
const toTarget = { ...toSource, code: "network-route-to-target" } as const;
const ofTarget = "rtb-t (of subnet-t1, subnet-t2)";
const ofSource = "rtb-s (of subnet-s1, subnet-s2)";
const subnets = "subnet-t1 (10.0.1.0/24), subnet-t2 (10.0.2.0/24)";

describe("one table that misleads is one finding, whatever number of subnets it serves", () => {
  const table: readonly Broken[] = [
    {
      name: "the target's table has no route to the source",
      shape: "peering",
      change: { targetRoutes: [local] },
      ...toSource,
      found: `${ofTarget}: no route to 10.1.0.241`,
    },
    {
      name: "the route is gone, and the default route takes its place",
      shape: "peering",
      change: { targetRoutes: [local, route("0.0.0.0/0", "igw-1")] },
      ...toSource,
      found: `${ofTarget}: its route 0.0.0.0/0 leads to igw-1, and is the one for 10.1.0.241`,
    },
    {
      name: "a more specific route leads elsewhere",
      shape: "peering",
      change: { targetRoutes: [local, route("10.1.0.0/24", "pcx-2"), route("10.1.0.0/16", "pcx-1")] },
      ...toSource,
      found: `${ofTarget}: its route 10.1.0.0/24 leads to pcx-2, and is the one for 10.1.0.241`,
      remedy:
        "take the more specific route out (aws ec2 delete-route --route-table-id rtb-t --destination-cidr-block 10.1.0.0/24)",
    },
    {
      name: "the route is a black hole",
      shape: "otherAccount",
      change: { targetRoutes: [local, route("10.1.0.0/16", "pcx-1", false)] },
      ...toSource,
      found: `${ofTarget}: its route 10.1.0.0/16 by pcx-1 is a black hole, and is the one for 10.1.0.241`,
    },
    {
      name: "the subnets have another table than the one that is configured",
      shape: "peering",
      change: { targetRoutes: [local] },
      path: { target: { ...networkPlan("peering").path.target, routeTableIds: ["rtb-other"] } },
      ...toSource,
      found: `${ofTarget}: no route to 10.1.0.241`,
      remedy:
        "name rtb-t in target.routeTableIds and run pulumi up in prepare, or associate the subnets with a table named there (aws ec2 associate-route-table)",
    },
    {
      name: "a prefix list by the connection may hold the source",
      shape: "peering",
      change: { targetRoutes: [local, route("pl-1", "pcx-1"), route("pl-2", "vpce-1")] },
      ...toSource,
      severity: "unknown",
      found: `${ofTarget}: no route to 10.1.0.241 (unless pl-1 holds it, which is not read)`,
    },
    {
      name: "the attachment to the transit gateway has no route to the source",
      shape: "transitGateway",
      change: { targetRoutes: [local, route("10.1.0.0/16", "tgw-2")] },
      ...toSource,
      found: `${ofTarget}: its route 10.1.0.0/16 leads to tgw-2, and is the one for 10.1.0.241`,
      expected: "an active route to it by tgw-1, and none more specific",
    },
    {
      name: "the source's table has no route back",
      shape: "peering",
      change: { sourceRoutes: [route("10.1.0.0/16", "local")] },
      ...toTarget,
      found: `${ofSource}: no route to ${subnets}`,
    },
    {
      name: "the source's table has a route back to one of the target's subnets, and to a half of the other",
      shape: "peering",
      change: { sourceRoutes: [route("10.0.1.0/24", "pcx-1"), route("10.0.2.128/25", "pcx-1")] },
      ...toTarget,
      found: `${ofSource}: no route to subnet-t2 (10.0.2.0/24)`,
    },
    {
      name: "in one VPC a more specific route takes the way to the source to an appliance, which may pass it on",
      shape: "sameVpc",
      change: { targetRoutes: [local, route("10.0.0.0/24", "eni-1")] },
      ...toSource,
      severity: "unknown",
      found: `${ofTarget}: its route 10.0.0.0/24 leads to eni-1, and is the one for 10.0.0.241`,
      expected: "the local route of the VPC for it, and none more specific",
      remedy:
        "take the more specific route out (aws ec2 delete-route --route-table-id rtb-t --destination-cidr-block 10.0.0.0/24)",
    },
    {
      name: "in one VPC a more specific route takes the way to the source to another network",
      shape: "sameVpc",
      change: { targetRoutes: [local, route("10.0.0.0/24", "tgw-9")] },
      ...toSource,
      found: `${ofTarget}: its route 10.0.0.0/24 leads to tgw-9, and is the one for 10.0.0.241`,
      expected: "the local route of the VPC for it, and none more specific",
      remedy:
        "take the more specific route out (aws ec2 delete-route --route-table-id rtb-t --destination-cidr-block 10.0.0.0/24)",
    },
    {
      name: "the source is outside of the VPC that both are said to be in",
      shape: "sameVpc",
      change: {
        targetRoutes: [route("10.0.0.0/17", "local")].map((one) => ({ ...one, destination: "10.0.128.0/17" })),
      },
      ...toSource,
      found: `${ofTarget}: no route to 10.0.0.241`,
      expected: "the local route of the VPC for it, and none more specific",
      remedy: "set source.vpcId and network.mode to where the source is: it is outside of vpc-t",
    },
  ];
  test.each(table)("$name", ({ shape, change, path, ...told }) => {
    expect(findingsOf(shape, change, path)).toStrictEqual([whole(told)]);
  });
});

test("a table with two faults is one finding with both remedies", () => {
  const plan = networkPlan("peering");
  const other = { ...plan, source: { ...plan.source, clusterMode: "enabled", primaries: ["10.1.3.9:6379"] } } as const;
  const reading = networkReading("peering", { targetRoutes: [local, route("10.1.3.0/24", "tgw-9")] });
  expect(networkReadiness(other, reading)).toStrictEqual([
    whole({
      ...toSource,
      found: `${ofTarget}: no route to 10.1.0.241; its route 10.1.3.0/24 leads to tgw-9, and is the one for 10.1.3.9`,
      remedy: `${putBack}; take the more specific route out (aws ec2 delete-route --route-table-id rtb-t --destination-cidr-block 10.1.3.0/24)`,
    }),
  ]);
});

test("a subnet that no table of the configured VPC serves is told", () => {
  const reading = networkReading("peering");
  const tables = reading.target.routeTables.kind === "read" ? reading.target.routeTables.value : [];
  const routeTables = read(tables.map((one) => ({ ...one, subnetIds: ["subnet-t1"] })));
  expect(
    networkReadiness(networkPlan("peering"), { ...reading, target: { ...reading.target, routeTables } }),
  ).toStrictEqual([
    whole({
      ...toSource,
      found: "no route table of vpc-t serves subnet-t2",
      expected: "target.subnetIds (subnet-t1, subnet-t2) in target.vpcId",
      remedy: "set target.subnetIds to subnets of vpc-t",
    }),
  ]);
});

test("routes to a connection that is not active are told by the connection alone", () => {
  const pending = { kind: "peering", id: "pcx-1", status: "pending-acceptance", vpcIds: ["vpc-t", "vpc-s"] } as const;
  const change: NetworkChange = {
    connection: pending,
    targetRoutes: [local, route("10.1.0.0/16", "pcx-1", false)],
    sourceRoutes: [route("10.1.0.0/16", "local"), route("10.0.0.0/16", "pcx-1", false)],
  };
  expect(inShort(findingsOf("peering", change))).toStrictEqual([
    "network-peering: blocking: pcx-1 is pending-acceptance",
  ]);
});

describe("a source with a name may be anywhere in its subnets", () => {
  const plan = networkPlan("peering");
  const named = { ...plan, source: { ...plan.source, host: "cache.internal" } };
  const judged = (change: NetworkChange) => inShort(networkReadiness(named, networkReading("peering", change)));

  test("so that it is reached where all of them are", () => {
    expect(judged({})).toStrictEqual([]);
  });

  test("and not reached where none of them is", () => {
    expect(judged({ targetRoutes: [local] })).toStrictEqual([
      `network-route-to-source: blocking: ${ofTarget}: no route to cache.internal`,
    ]);
  });

  test("and where some of them are that is not known", () => {
    expect(judged({ targetRoutes: [local, route("10.1.3.0/24", "pcx-1")] })).toStrictEqual([
      `network-route-to-source: unknown: ${ofTarget}: no route to cache.internal`,
    ]);
  });
});

test("a source outside of the configured subnets leaves its way back unknown", () => {
  const plan = networkPlan("peering");
  const stranger = { ...plan, source: { ...plan.source, host: "10.1.9.9" } };
  expect(networkReadiness(stranger, networkReading("peering"))).toStrictEqual([
    whole({
      code: "network-route-to-target",
      severity: "unknown",
      found: "no subnet of source.subnetIds (subnet-s1 (10.1.0.0/24), subnet-s2 (10.1.3.0/24)) holds 10.1.9.9",
      expected: "the subnet of every server of the source, so that its routes and its ACL can be judged",
      remedy: "name the subnet in source.subnetIds",
    }),
  ]);
});
