// What a broken network looks like to whoever migrates: the event of TestMigration, and that of a StartMigration that fails,
// name the element that is in the way. AWS documents no such wording; the reason after "because of" is the emulator's own.
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  DeleteRouteCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeSecurityGroupRulesCommand,
  ReplaceRouteCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { StartMigrationCommand, TestMigrationCommand } from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTarget, messagesOf, until, untilStatus } from "../subject.ts";
import { startJoinedWorld } from "./joinedWorld.ts";
import type { JoinedWorld } from "./joinedWorld.ts";

const target = "sessions-dev";

let world: JoinedWorld;
beforeAll(async () => {
  world = await startJoinedWorld();
  await world.put("delays", { testMs: 1, startModifyingMs: 1, startRetryMs: 1 });
  await createTarget(world.elasticache, target);
}, 30_000);
afterAll(async () => {
  await world.close();
});

/** The events of the target that come after those that are there already. */
async function eventsOf(act: () => Promise<unknown>, isLast: (message: string) => boolean): Promise<string[]> {
  const before = (await messagesOf(world.elasticache, target)).length;
  await act();
  const fresh = async () => (await messagesOf(world.elasticache, target)).slice(before);
  return until("the event", fresh, (messages) => messages.some(isLast));
}

async function outcomes(address: string): Promise<{ tested: string[]; started: string[] }> {
  const input = { ReplicationGroupId: target, CustomerNodeEndpointList: [{ Address: address, Port: 6379 }] };
  const tested = await eventsOf(
    () => world.elasticache.send(new TestMigrationCommand(input)),
    (message) => message.startsWith("Test Migration"),
  );
  const started = await eventsOf(
    () => world.elasticache.send(new StartMigrationCommand(input)),
    (message) => message.startsWith("Migration operation failed"),
  );
  await untilStatus(world.elasticache, target, "available");
  return { tested, started: started.slice(1) };
}

const stopped = (element: string, reason: string) => ({
  tested: [`Test Migration failed for ${target} because of an unreachable source: ${element} ${reason}`],
  started: [
    `Migration operation failed for replication group ${target} because of an unreachable source: ${element} ${reason}`,
  ],
});

/** Takes the rules of one direction away from a group, and gives them back. */
async function withoutRules(GroupId: string, direction: "ingress" | "egress", act: () => Promise<void>): Promise<void> {
  const Filters = [{ Name: "group-id", Values: [GroupId] }];
  const { SecurityGroupRules = [] } = await world.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  const rules = SecurityGroupRules.filter(({ IsEgress }) => IsEgress === (direction === "egress"));
  const SecurityGroupRuleIds = rules.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? "");
  const IpPermissions = rules.map(({ IpProtocol, FromPort, ToPort, CidrIpv4, ReferencedGroupInfo }) => ({
    IpProtocol,
    FromPort,
    ToPort,
    ...(CidrIpv4 === undefined ? {} : { IpRanges: [{ CidrIp: CidrIpv4 }] }),
    ...(ReferencedGroupInfo === undefined
      ? {}
      : { UserIdGroupPairs: [{ GroupId: ReferencedGroupInfo.GroupId, UserId: ReferencedGroupInfo.UserId }] }),
  }));
  const revoked = { GroupId, SecurityGroupRuleIds };
  const given = { GroupId, IpPermissions };
  if (direction === "egress") await world.ec2.send(new RevokeSecurityGroupEgressCommand(revoked));
  else await world.ec2.send(new RevokeSecurityGroupIngressCommand(revoked));
  await act();
  if (direction === "egress") await world.ec2.send(new AuthorizeSecurityGroupEgressCommand(given));
  else await world.ec2.send(new AuthorizeSecurityGroupIngressCommand(given));
}

test.each([
  [
    "behind an ACL that lets nothing in",
    "10.0.1.241",
    "acl-shut",
    "lets not all tcp traffic in from 10.1.0.0/24, port 6379 (it serves subnet-shut)",
  ],
  [
    "behind an ACL that lets no answer out",
    "10.0.2.241",
    "acl-mute",
    "lets not all tcp traffic out to 10.1.0.0/24, ports 1024-65535 (it serves subnet-mute)",
  ],
  [
    "in a subnet with another route table",
    "10.0.3.241",
    "rtb-lost",
    "has no route to 10.1.0.0/24 (it serves subnet-lost)",
  ],
  [
    "that an ACL of the nodes lets nothing out to",
    "10.0.4.241",
    "acl-target",
    "lets not all tcp traffic out to 10.0.4.241, port 6379 (it serves subnet-b)",
  ],
  [
    "whose answers an ACL of the nodes does not let in",
    "10.0.5.241",
    "acl-target",
    "lets not all tcp traffic in from 10.0.5.241, ports 1024-65535 (it serves subnet-b)",
  ],
  ["across a peering that is not accepted", "10.2.0.241", "pcx-waiting", "is pending-acceptance, not active"],
  ["across a transit gateway without attachment", "10.4.0.241", "tgw-apart", "has no attachment of vpc-target"],
  ["without a route", "10.9.0.241", "rtb-target", "has no route to 10.9.0.241 (it serves subnet-a)"],
  ["at an address that no instance has", "10.0.0.7", "10.0.0.7", "is no instance's address in vpc-source"],
])("a source %s", async (_what, address, element, reason) => {
  expect(await outcomes(address)).toStrictEqual(stopped(element, reason));
});

test.each([
  ["sg-nodes", "egress", "let no tcp traffic out to 10.0.0.241 port 6379"],
  ["sg-source", "ingress", "let no tcp traffic in to port 6379 from 10.1.0.0/24 (subnet-a) or from sg-nodes"],
] as const)("a source that %s lets no %s to", async (groupId, direction, reason) => {
  await withoutRules(groupId, direction, async () => {
    expect(await outcomes("10.0.0.241")).toStrictEqual(stopped(groupId, reason));
  });
});

test.each([
  ["rtb-target", "10.0.0.0/16", "has no route to 10.0.0.241 (it serves subnet-a)"],
  ["rtb-source", "10.1.0.0/16", "has no route to 10.1.0.0/24 (it serves subnet-s)"],
])("a source for which %s lacks a route", async (RouteTableId, DestinationCidrBlock, reason) => {
  const route = { RouteTableId, DestinationCidrBlock };
  await world.ec2.send(new DeleteRouteCommand(route));
  expect(await outcomes("10.0.0.241")).toStrictEqual(stopped(RouteTableId, reason));
  await world.ec2.send(new CreateRouteCommand({ ...route, VpcPeeringConnectionId: "pcx-source" }));
});

test("a source to which the route leads through the wrong connection", async () => {
  const route = { RouteTableId: "rtb-target", DestinationCidrBlock: "10.0.0.0/16" };
  await world.ec2.send(new ReplaceRouteCommand({ ...route, VpcPeeringConnectionId: "pcx-app" }));
  expect(await outcomes("10.0.0.241")).toStrictEqual(stopped("pcx-app", "leads to vpc-app, which lacks 10.0.0.241"));
  await world.ec2.send(new ReplaceRouteCommand({ ...route, VpcPeeringConnectionId: "pcx-source" }));
});

test("sources across a peering and across a transit gateway, until the peering is deleted", async () => {
  const passes = async (address: string) => {
    const input = { ReplicationGroupId: target, CustomerNodeEndpointList: [{ Address: address, Port: 6379 }] };
    return eventsOf(
      () => world.elasticache.send(new TestMigrationCommand(input)),
      (message) => message.startsWith("Test Migration"),
    );
  };
  expect(await passes("10.0.0.241")).toStrictEqual([`Test Migration successful for ${target}`]);
  expect(await passes("10.3.0.241")).toStrictEqual([`Test Migration successful for ${target}`]);
  await world.ec2.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: "pcx-source" }));
  expect(await outcomes("10.0.0.241")).toStrictEqual(stopped("pcx-source", "is deleted, not active"));
});
