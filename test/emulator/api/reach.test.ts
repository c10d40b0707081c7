// POST /_emulator/reach: would an application's network reach each node of a group?
import { DeleteVpcPeeringConnectionCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startJoinedWorld } from "../network/joinedWorld.ts";
import type { JoinedWorld } from "../network/joinedWorld.ts";
import { reachAnswer } from "../../../emulator/api/reach.ts";
import type { Cloud } from "../../../emulator/cloud.ts";
import { createTarget } from "../subject.ts";

let world: JoinedWorld;
beforeAll(async () => {
  world = await startJoinedWorld();
  await createTarget(world.elasticache, "sessions-dev");
}, 30_000);
afterAll(async () => {
  await world.close();
});

async function ask(question: unknown, url = world.url): Promise<{ status: number; answer: unknown }> {
  const response = await fetch(`${url}/_emulator/reach`, { method: "POST", body: JSON.stringify(question) });
  return { status: response.status, answer: await response.json() };
}

const nodes = ["sessions-dev-001", "sessions-dev-002"];
const reached = nodes.map((node) => ({ node, ok: true }));
const stopped = (element: string, ...reasons: string[]) =>
  nodes.map((node, index) => ({ node, ok: false, element, reason: reasons[index] ?? reasons[0] }));
const notLetIn = (from: string, as: string) =>
  stopped("sg-nodes", `let no tcp traffic in to port 6379 from ${from}${as}`);

test.each([
  ["a group of a peered VPC of another account", { securityGroupId: "sg-app" }, reached],
  ["a block across a transit gateway", { cidr: "10.3.0.0/24" }, reached],
  ["a part of a subnet", { cidr: "10.3.0.128/26" }, reached],
  ["the range of a VPC, of which its subnets count", { cidr: "10.3.0.0/16" }, reached],
  ["a block of the nodes' own VPC that no rule names", { cidr: "10.1.0.0/24" }, notLetIn("10.1.0.0/24", " (subnet-a)")],
  [
    "a group of the nodes' own VPC that no rule names",
    { securityGroupId: "sg-stranger" },
    notLetIn("10.1.0.0/24", " (subnet-a) or from sg-stranger"),
  ],
  [
    "a group that lets nothing out, in all subnets as no instance is in it",
    { securityGroupId: "sg-mute" },
    stopped(
      "sg-mute",
      "let no tcp traffic out to 10.1.0.0/24 port 6379",
      "let no tcp traffic out to 10.1.1.0/24 port 6379",
    ),
  ],
  [
    "a block in a subnet without a route",
    { cidr: "10.5.1.0/24" },
    stopped(
      "rtb-idle",
      "has no route to 10.1.0.0/24 (it serves subnet-idle)",
      "has no route to 10.1.1.0/24 (it serves subnet-idle)",
    ),
  ],
  [
    "a VPC whose gateway does not lead to the nodes",
    { cidr: "10.4.0.0/24" },
    stopped("subnet-d", "has no route table, and vpc-detached has no main one"),
  ],
  ["a block in no VPC", { cidr: "172.16.0.0/20" }, stopped("172.16.0.0/20", "lies in no VPC of the emulated network")],
  ["a block in no subnet", { cidr: "10.3.9.7/24" }, stopped("10.3.9.0/24", "lies in no subnet of vpc-gateway")],
  ["a group that does not exist", { securityGroupId: "sg-none" }, stopped("sg-none", "does not exist")],
])("from %s", async (_what, from, answer) => {
  expect(await ask({ from, toGroup: "sessions-dev" })).toStrictEqual({ status: 200, answer });
});

test.each([
  [
    { from: { cidr: "10.5.0.0/24" }, toGroup: "nobody" },
    'No replication group is named "nobody". Groups: sessions-dev.',
  ],
  [{ from: {}, toGroup: "sessions-dev" }, 'it is {"securityGroupId": "sg-…"} or {"cidr": "10.1.64.0/20"}'],
  [{ from: { cidr: "10.5.0.0" }, toGroup: "sessions-dev" }, "Invalid IPv4 range"],
  [{ from: { cidr: "10.5.0.0/24", securityGroupId: "sg-app" }, toGroup: "sessions-dev" }, 'it is {"securityGroupId"'],
  [{ from: { cidr: "10.5.0.0/24" } }, "toGroup"],
])("a question that cannot be judged is refused: %j", async (question, error) => {
  const { status, answer } = await ask(question);
  expect(status).toBe(400);
  expect((answer as { error: string }).error).toContain(error);
});

test("a node in a zone without a subnet of the group is nowhere", async () => {
  await createTarget(world.elasticache, "spread", { PreferredCacheClusterAZs: ["us-east-1b", "us-east-1f"] });
  const { answer } = await ask({ from: { securityGroupId: "sg-app" }, toGroup: "spread" });
  expect(answer).toStrictEqual([
    { node: "spread-001", ok: true },
    { node: "spread-002", ok: false, element: "zones", reason: "has no subnet in us-east-1f" },
  ]);
});

test("the answer follows the network as it changes", async () => {
  const question = { from: { securityGroupId: "sg-app" }, toGroup: "sessions-dev" };
  expect((await ask(question)).answer).toStrictEqual(reached);
  await world.ec2.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: "pcx-app" }));
  expect((await ask(question)).answer).toStrictEqual(stopped("pcx-app", "is deleted, not active"));
});

test("a name that several places know means the default place's group, or is refused", () => {
  const place = (account: string) => ({
    account,
    region: "us-east-1",
    ec2: { vpcs: new Map(), securityGroups: new Map() },
    elasticache: {
      groups: new Map([["demo", { nodes: [{ id: `node of ${account}`, availabilityZone: "us-east-1a" }] }]]),
    },
  });
  const cloudOf = (accounts: string[]) =>
    ({
      world: {},
      places: { all: () => accounts.map(place), isDefault: ({ account }: { account: string }) => account === "1" },
    }) as unknown as Cloud;
  const question = { from: { cidr: "10.5.0.0/24" }, toGroup: "Demo" };
  const nodesOf = (cloud: Cloud) => reachAnswer(question, cloud).map(({ node }) => node);
  expect(nodesOf(cloudOf(["2", "1"]))).toStrictEqual(["node of 1"]);
  expect(nodesOf(cloudOf(["2"]))).toStrictEqual(["node of 2"]);
  expect(() => nodesOf(cloudOf(["2", "3"]))).toThrow(
    'Several replication groups are named "demo" (2/us-east-1, 3/us-east-1)',
  );
  expect(() => nodesOf({ ...cloudOf(["1"]), world: undefined })).toThrow("Without a world file (--world)");
});
