// One broken element at a time, judged twice: by the emulated network, which decides whether a migration gets through, and
// by the product, which only reads what EC2 tells. Both must name the same element. (What a migration then does: the
// emulator's own tests of StartMigration's and TestMigration's events.)
import { afterEach, expect, test } from "vitest";
import { ec2StateOf } from "../../emulator/ec2/declared.ts";
import { declarePeerings } from "../../emulator/ec2/declaredPeering.ts";
import { reachability } from "../../emulator/network/reachability.ts";
import { startEmulator } from "../../emulator/startEmulator.ts";
import { parseWorld } from "../../emulator/world.ts";
import { networkOf } from "../../emulator/worldPlaces.ts";
import { networkReadiness } from "../../migration/networkReadiness.ts";
import type { Plan } from "../../migration/plan.ts";
import { networkPort } from "../../providers/networkPort.ts";
import { networkPlan } from "../migration/networkSamples.ts";
import { readerOf } from "./networkCloud.ts";

const account = "111111111111";
const region = "us-east-1";
const source = "10.1.0.241:6379";

const healthy = {
  targetEgress: [{ fromPort: 6379, toPort: 6379, cidr: "10.1.0.0/16" }] as object[],
  sourceIngress: [{ fromPort: 6379, toPort: 6379, securityGroupId: "sg-target" }] as object[],
  targetRoutes: [{ cidr: "10.1.0.0/16", target: "pcx-1" }] as object[],
  sourceRoutes: [{ cidr: "10.0.0.0/16", target: "pcx-1" }] as object[],
  peering: "active",
  sourceAcl: undefined as object[] | undefined,
};
type Parts = typeof healthy;

const allow = { ruleNumber: 100, protocol: "-1", cidr: "0.0.0.0/0", action: "allow" };

function worldOf(parts: Parts) {
  return {
    account,
    region,
    vpcs: [
      { id: "vpc-t", cidrs: ["10.0.0.0/16"] },
      { id: "vpc-s", cidrs: ["10.1.0.0/16"] },
    ],
    peeringConnections: [{ id: "pcx-1", requesterVpcId: "vpc-t", accepterVpcId: "vpc-s", status: parts.peering }],
    subnets: [
      { id: "subnet-t1", vpcId: "vpc-t", cidr: "10.0.1.0/24", availabilityZone: `${region}a` },
      { id: "subnet-t2", vpcId: "vpc-t", cidr: "10.0.2.0/24", availabilityZone: `${region}b` },
      { id: "subnet-s1", vpcId: "vpc-s", cidr: "10.1.0.0/24", availabilityZone: `${region}a` },
      { id: "subnet-s2", vpcId: "vpc-s", cidr: "10.1.3.0/24", availabilityZone: `${region}b` },
    ],
    routeTables: [
      { id: "rtb-t", vpcId: "vpc-t", subnetIds: ["subnet-t1", "subnet-t2"], routes: parts.targetRoutes },
      { id: "rtb-s", vpcId: "vpc-s", subnetIds: ["subnet-s1", "subnet-s2"], routes: parts.sourceRoutes },
    ],
    securityGroups: [
      {
        id: "sg-target",
        vpcId: "vpc-t",
        name: "target",
        egress: parts.targetEgress,
        ingress: [
          { fromPort: 6380, toPort: 6380, securityGroupId: "sg-app" },
          { fromPort: 6380, toPort: 6380, cidr: "10.0.64.0/20" },
        ],
      },
      { id: "sg-app", vpcId: "vpc-t", name: "app" },
      { id: "sg-source", vpcId: "vpc-s", name: "source", ingress: parts.sourceIngress },
    ],
    ...(parts.sourceAcl === undefined
      ? {}
      : { networkAcls: [{ id: "acl-s", vpcId: "vpc-s", subnetIds: ["subnet-s1"], entries: parts.sourceAcl }] }),
    instances: [{ id: "i-source", privateIp: "10.1.0.241", subnetId: "subnet-s1", securityGroupIds: ["sg-source"] }],
  };
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** What the emulated network says stands in the way; empty when nothing does. */
function witness(parts: Parts): string {
  const world = parseWorld(worldOf(parts), "the agreement's world");
  const state = ec2StateOf(networkOf(world, account, region), account, region);
  declarePeerings(world.peeringConnections, [state]);
  const nodes = { vpcId: "vpc-t", subnetIds: ["subnet-t1", "subnet-t2"], securityGroupIds: ["sg-target"] };
  const answer = reachability([state], nodes, source);
  return answer.ok ? "" : answer.element;
}

/** What the product finds, by its port over the emulator's API. */
async function product(parts: Parts): Promise<string[]> {
  const reports: string[] = [];
  const emulator = await startEmulator({
    port: 0,
    world: parseWorld(worldOf(parts), "the agreement's world"),
    map: new Map(),
    dataDirectory: undefined,
    report: (message) => reports.push(message),
  });
  open.push(() => emulator.close());
  const plan: Plan = networkPlan("peering");
  const reader = readerOf({ ec2: emulator.url, sts: emulator.url, elasticache: emulator.url });
  const reading = await networkPort(reader, plan).read(["sg-target"], new AbortController().signal);
  expect(reports).toStrictEqual([]);
  return networkReadiness(plan, reading).map(({ code, severity, found }) => `${code}: ${severity}: ${found}`);
}

test("through a path as it should be both let the replication through", async () => {
  expect(witness(healthy)).toBe("");
  expect(await product(healthy)).toStrictEqual([]);
});

test.each<[string, Partial<Parts>, string, string]>([
  ["no way out of the target's group", { targetEgress: [] }, "sg-target", "network-target-egress"],
  [
    "another port out of the target's group",
    { targetEgress: [{ fromPort: 6380, toPort: 6380, cidr: "10.1.0.0/16" }] },
    "sg-target",
    "network-target-egress",
  ],
  ["no way into the source's group", { sourceIngress: [] }, "sg-source", "network-source-ingress"],
  [
    "another group let into the source's",
    { sourceIngress: [{ fromPort: 6379, toPort: 6379, securityGroupId: "sg-app" }] },
    "sg-source",
    "network-source-ingress",
  ],
  ["no route to the source", { targetRoutes: [] }, "rtb-t", "network-route-to-source"],
  ["no route back", { sourceRoutes: [] }, "rtb-s", "network-route-to-target"],
  ["a peering that nobody accepted", { peering: "pending-acceptance" }, "pcx-1", "network-peering"],
  ["an ACL that lets nothing in", { sourceAcl: [{ ...allow, egress: true }] }, "acl-s", "network-acl"],
  ["an ACL that lets nothing back", { sourceAcl: [{ ...allow, egress: false }] }, "acl-s", "network-acl"],
])("%s: both name the element", async (_what, change, element, code) => {
  const parts = { ...healthy, ...change };
  expect(witness(parts)).toBe(element);
  const blocking = (await product(parts)).filter((line) => line.includes(": blocking: "));
  expect(blocking.length).toBeGreaterThan(0);
  expect(blocking.some((line) => line.startsWith(`${code}: `) && line.includes(element))).toBe(true);
});
