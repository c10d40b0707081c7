import { DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { change, checked, make, refreshed } from "./lifecycle.ts";
import type { Made } from "./lifecycle.ts";
import type { PluginClient, Properties } from "./pluginClient.ts";
import { startStand } from "./stand.ts";
import type { Stand } from "./stand.ts";
import { account, ids, region } from "./world.ts";

const tokens = {
  group: "aws:ec2/securityGroup:SecurityGroup",
  peering: "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
  options: "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions",
  route: "aws:ec2/route:Route",
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;

let stand: Stand;
let plugin: PluginClient;
beforeAll(async () => {
  stand = await startStand();
  ({ plugin } = stand);
});
afterAll(async () => {
  await stand.stop();
});

async function remove(token: string, made: Made): Promise<Made | "gone"> {
  await plugin.delete(token, made.id, made.outputs);
  const found = await refreshed(plugin, token, made);
  // What is gone may be deleted again: the engine does so after a deletion that it did not see the end of.
  await plugin.delete(token, made.id, made.outputs);
  return found;
}

describe("a security group", () => {
  test("starts without EC2's allow-all egress rule", async () => {
    const group = await make(plugin, tokens.group, { vpcId: ids.targetVpc, description: "nodes" });
    const credentials = { accessKeyId: "any", secretAccessKey: "any" };
    const ec2 = new EC2Client({ region, endpoint: stand.emulatorUrl, credentials });
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [group.id] }));
    expect(SecurityGroups?.[0]).toMatchObject({ Description: "nodes", IpPermissions: [], IpPermissionsEgress: [] });
  });

  test("is read, tagged and deleted", async () => {
    const group = await make(plugin, tokens.group, {
      name: "tagged",
      vpcId: ids.targetVpc,
      tags: { team: "platform" },
    });
    expect(group.outputs).toStrictEqual({
      arn: `arn:aws:ec2:${region}:${account}:security-group/${group.id}`,
      description: "Managed by Pulumi",
      egress: [],
      ingress: [],
      name: "tagged",
      ownerId: account,
      region,
      revokeRulesOnDelete: false,
      tags: { team: "platform" },
      tagsAll: { service: "sessions", team: "platform" },
      vpcId: ids.targetVpc,
    });
    const after = await change(plugin, tokens.group, group, { ...group.inputs, tags: { owner: "me" } });
    expect(after.outputs["tagsAll"]).toStrictEqual({ service: "sessions", owner: "me" });
    expect(await remove(tokens.group, after)).toBe("gone");
  });

  test("is replaced for another VPC, name or description", async () => {
    const inputs = await checked(plugin, tokens.group, { name: "a", vpcId: ids.targetVpc, description: "one" });
    const news = { ...inputs, name: "b", vpcId: ids.sourceVpc, description: "two" };
    const { replaces } = await plugin.diff(tokens.group, { inputs, outputs: inputs }, news);
    expect(replaces).toStrictEqual(["description", "name", "vpcId"]);
  });
});

describe("a peering connection", () => {
  test("is accepted, given options, used by routes and rules, and deleted after them", async () => {
    const peering = await make(plugin, tokens.peering, {
      vpcId: ids.targetVpc,
      peerVpcId: ids.sourceVpc,
      autoAccept: true,
      accepter: { allowRemoteVpcDnsResolution: true },
    });
    expect(peering.outputs).toMatchObject({
      acceptStatus: "active",
      accepter: { allowRemoteVpcDnsResolution: true },
      requester: { allowRemoteVpcDnsResolution: false },
      peerOwnerId: account,
      peerRegion: region,
      tagsAll: { service: "sessions" },
    });
    const withOptions = await change(plugin, tokens.peering, peering, {
      ...peering.inputs,
      accepter: { allowRemoteVpcDnsResolution: false },
      tags: { Name: "sessions" },
    });
    expect(withOptions.outputs).toMatchObject({
      accepter: { allowRemoteVpcDnsResolution: false },
      tags: { Name: "sessions" },
    });

    const options = await make(plugin, tokens.options, {
      vpcPeeringConnectionId: peering.id,
      requester: { allowRemoteVpcDnsResolution: true },
    });
    expect(options.id).toBe(peering.id);
    expect(options.outputs["requester"]).toStrictEqual({ allowRemoteVpcDnsResolution: true });
    const off = { ...options.inputs, requester: { allowRemoteVpcDnsResolution: false } };
    const optionsOff = await change(plugin, tokens.options, options, off);
    expect(await refreshed(plugin, tokens.options, optionsOff)).toStrictEqual(optionsOff);

    const route = await make(plugin, tokens.route, {
      routeTableId: ids.targetTable,
      destinationCidrBlock: "10.0.0.0/16",
      vpcPeeringConnectionId: peering.id,
    });
    expect(route.id).toMatch(new RegExp(`^r-${ids.targetTable}\\d+$`));
    expect(route.outputs).toMatchObject({ origin: "CreateRoute", state: "active" });
    expect(await refreshed(plugin, tokens.route, route)).toStrictEqual(route);
    const elsewhere = await change(plugin, tokens.route, route, {
      routeTableId: ids.targetTable,
      destinationCidrBlock: "10.0.0.0/16",
      gatewayId: "igw-0a1b2c3d4e5f60051",
    });
    expect(elsewhere.outputs).toMatchObject({ gatewayId: "igw-0a1b2c3d4e5f60051", state: "active" });
    expect(elsewhere.outputs).not.toHaveProperty("vpcPeeringConnectionId");

    expect(await remove(tokens.route, elsewhere)).toBe("gone");
    await plugin.delete(tokens.options, optionsOff.id, optionsOff.outputs);
    expect(await remove(tokens.peering, withOptions)).toBe("gone");
    expect(await refreshed(plugin, tokens.options, optionsOff)).toBe("gone");
  });

  test("gives way to a transit gateway in a route, and that is read", async () => {
    const to = { routeTableId: ids.targetTable, destinationCidrBlock: "10.0.0.0/16" };
    const route = await make(plugin, tokens.route, { ...to, gatewayId: "igw-0a1b2c3d4e5f60051" });
    const through = await change(plugin, tokens.route, route, { ...to, transitGatewayId: ids.gateway });
    expect(through.outputs).toMatchObject({ origin: "CreateRoute", state: "active", transitGatewayId: ids.gateway });
    expect(through.outputs).not.toHaveProperty("gatewayId");
    expect(await refreshed(plugin, tokens.route, through)).toStrictEqual(through);
    expect(await remove(tokens.route, through)).toBe("gone");
    const unknownGateway = await checked(plugin, tokens.route, { ...to, transitGatewayId: "tgw-09999999999999999" });
    await expect(plugin.create(tokens.route, unknownGateway)).rejects.toThrow("InvalidTransitGatewayID.NotFound");
  });

  test("waits for somebody else's acceptance unless it accepts itself", async () => {
    const inputs = { vpcId: ids.targetVpc, peerVpcId: ids.sourceVpc };
    const peering = await make(plugin, tokens.peering, inputs);
    expect(peering.outputs["acceptStatus"]).toBe("pending-acceptance");
    const accepted = await change(plugin, tokens.peering, peering, { ...inputs, autoAccept: true });
    expect(accepted.outputs["acceptStatus"]).toBe("active");
    expect(await remove(tokens.peering, accepted)).toBe("gone");
  });

  test("of VPCs that overlap ends in EC2's own words", async () => {
    const inputs = await checked(plugin, tokens.peering, { vpcId: ids.targetVpc, peerVpcId: ids.overlappingVpc });
    await expect(plugin.create(tokens.peering, inputs)).rejects.toThrow(
      "unexpected state 'failed': Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
    );
  });

  test("is replaced for other VPCs, and accepts in place", async () => {
    const inputs = await checked(plugin, tokens.peering, { vpcId: ids.targetVpc, peerVpcId: ids.sourceVpc });
    const news = { ...inputs, peerVpcId: ids.overlappingVpc, autoAccept: true };
    expect(await plugin.diff(tokens.peering, { inputs, outputs: inputs }, news)).toStrictEqual({
      changes: true,
      diffs: ["autoAccept", "peerVpcId"],
      replaces: ["peerVpcId"],
      detailed: ["autoAccept ADD", "peerVpcId UPDATE_REPLACE"],
    });
  });
});

describe("a rule", () => {
  const redis = { ipProtocol: "tcp", fromPort: 6379, toPort: 6379 };

  test.each([tokens.ingress, tokens.egress])("of type %s is created, changed in place and deleted", async (token) => {
    const inputs: Properties = {
      ...redis,
      securityGroupId: ids.sourceGroup,
      cidrIpv4: "10.1.0.0/16",
      description: "d",
    };
    const rule = await make(plugin, token, inputs);
    expect(rule.id).toMatch(/^sgr-[0-9a-f]{17}$/);
    expect(rule.outputs).toStrictEqual({
      ...inputs,
      arn: `arn:aws:ec2:${region}:${account}:security-group-rule/${rule.id}`,
      region,
      securityGroupRuleId: rule.id,
      tags: {},
      tagsAll: { service: "sessions" },
    });
    expect(await refreshed(plugin, token, rule)).toStrictEqual(rule);
    const after = await change(plugin, token, rule, { ...inputs, cidrIpv4: "10.1.1.0/24", tags: { team: "data" } });
    expect(after.outputs).toMatchObject({ cidrIpv4: "10.1.1.0/24", tags: { team: "data" } });
    expect(await remove(token, after)).toBe("gone");
  });

  test("may name a group, and is replaced for another group of its own", async () => {
    const rule = await make(plugin, tokens.ingress, {
      ...redis,
      securityGroupId: ids.sourceGroup,
      referencedSecurityGroupId: ids.sourceGroup,
    });
    expect(rule.outputs["referencedSecurityGroupId"]).toBe(ids.sourceGroup);
    const news = { ...rule.inputs, securityGroupId: "sg-09999999999999999" };
    expect((await plugin.diff(tokens.ingress, rule, news)).replaces).toStrictEqual(["securityGroupId"]);
    expect(await remove(tokens.ingress, rule)).toBe("gone");
  });

  test("that is there already is EC2's refusal", async () => {
    const inputs = { ...redis, securityGroupId: ids.sourceGroup, cidrIpv4: "10.1.9.0/24" };
    const rule = await make(plugin, tokens.ingress, inputs);
    await expect(plugin.create(tokens.ingress, rule.inputs)).rejects.toThrow(
      'InvalidPermission.Duplicate: the specified rule "peer: 10.1.9.0/24, TCP, from port: 6379, to port: 6379, ALLOW"',
    );
  });
});
