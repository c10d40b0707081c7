// What crosses from one account or region into another: connections and rules, each side by its own provider.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { change, checked, make, refreshed } from "./lifecycle.ts";
import { CallFailed } from "./pluginClient.ts";
import type { PluginClient, Properties } from "./pluginClient.ts";
import { configuration, startStand } from "./stand.ts";
import type { Stand } from "./stand.ts";
import { account, ids, otherAccount, otherRegion, region, roles } from "./world.ts";

const tokens = {
  group: "aws:ec2/securityGroup:SecurityGroup",
  peering: "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
  accepter: "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
  options: "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions",
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
} as const;

/** As an explicit provider's arguments arrive: objects and lists as JSON text. */
const assuming = (...given: Properties[]): Properties => ({ assumeRoles: JSON.stringify(given) });
const migration = { roleArn: roles.migration, externalId: "sessions", sessionName: "rehearsal", duration: "30m" };

let stand: Stand;
let here: PluginClient;
let there: PluginClient;
let far: PluginClient;
beforeAll(async () => {
  stand = await startStand();
  here = stand.plugin;
  there = await provider(assuming(migration));
  far = await provider({ ...assuming(migration), region: otherRegion });
});
afterAll(async () => {
  await stand.stop();
});

async function provider(more: Properties): Promise<PluginClient> {
  const plugin = await stand.another();
  await plugin.configure({ ...configuration(stand.emulatorUrl), ...more });
  return plugin;
}

describe("a peering connection with another account", () => {
  const wish = { vpcId: ids.targetVpc, peerVpcId: ids.otherVpc, peerOwnerId: otherAccount };

  test("is asked for here, accepted there, and given options from either side", async () => {
    const asked = await make(here, tokens.peering, { ...wish, autoAccept: false });
    expect(asked.outputs).toMatchObject({
      acceptStatus: "pending-acceptance",
      peerOwnerId: otherAccount,
      peerRegion: region,
      peerVpcId: ids.otherVpc,
      vpcId: ids.targetVpc,
    });
    const early = { ...asked.inputs, requester: { allowRemoteVpcDnsResolution: true } };
    await expect(here.update(tokens.peering, asked.id, asked, early)).rejects.toThrow(
      "is not active (current status: pending-acceptance)",
    );

    const accepted = await make(there, tokens.accepter, {
      vpcPeeringConnectionId: asked.id,
      autoAccept: true,
      accepter: { allowRemoteVpcDnsResolution: true },
      tags: { side: "accepter" },
    });
    expect(accepted.id).toBe(asked.id);
    expect(accepted.outputs).toStrictEqual({
      accepter: { allowRemoteVpcDnsResolution: true },
      acceptStatus: "active",
      autoAccept: true,
      peerOwnerId: account,
      peerRegion: region,
      peerVpcId: ids.targetVpc,
      region,
      requester: { allowRemoteVpcDnsResolution: false },
      tags: { side: "accepter" },
      tagsAll: { service: "sessions", side: "accepter" },
      vpcId: ids.otherVpc,
      vpcPeeringConnectionId: asked.id,
    });
    expect(await refreshed(there, tokens.accepter, accepted)).toStrictEqual(accepted);
    expect(await refreshed(here, tokens.peering, asked)).toMatchObject({ outputs: { acceptStatus: "active" } });

    const options = await make(here, tokens.options, {
      vpcPeeringConnectionId: asked.id,
      requester: { allowRemoteVpcDnsResolution: true },
    });
    expect(options.outputs).toMatchObject({ requester: { allowRemoteVpcDnsResolution: true } });
    const foreign = { ...options.inputs, accepter: { allowRemoteVpcDnsResolution: false } };
    await expect(here.update(tokens.options, options.id, options, foreign)).rejects.toThrow("OperationNotPermitted");
    // A side that is stated and not changed is left alone: it may be the other account's.
    const accepter = { allowRemoteVpcDnsResolution: true };
    const stated = { ...options, inputs: { ...options.inputs, accepter } };
    await here.update(tokens.options, options.id, stated, { ...options.inputs, accepter, requester: {} });
    await here.update(tokens.options, options.id, { ...options, inputs: {} }, options.inputs);
    const off = await change(there, tokens.accepter, accepted, {
      ...accepted.inputs,
      accepter: { allowRemoteVpcDnsResolution: false },
    });
    expect(off.outputs).toMatchObject({
      accepter: { allowRemoteVpcDnsResolution: false },
      requester: { allowRemoteVpcDnsResolution: true },
    });

    await there.delete(tokens.accepter, off.id, off.outputs);
    expect(await refreshed(here, tokens.peering, asked)).toMatchObject({ outputs: { acceptStatus: "active" } });
    await here.delete(tokens.peering, asked.id, asked.outputs);
    expect(await refreshed(there, tokens.accepter, off)).toBe("gone");
  });

  test("cannot be accepted from here, and is kept when that is tried", async () => {
    const inputs = await checked(here, tokens.peering, { ...wish, autoAccept: true });
    const failure = await here.create(tokens.peering, inputs).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CallFailed);
    const { message, kept } = failure as CallFailed;
    expect(message).toMatch(/accepting EC2 VPC Peering Connection \(pcx-\w+\): OperationNotPermitted/);
    expect(kept?.id).toMatch(/^pcx-/);
    await here.delete(tokens.peering, kept?.id ?? "", {});
  });

  test("and in another region is never accepted by itself, but by a provider of that region", async () => {
    const remote = {
      vpcId: ids.targetVpc,
      peerVpcId: ids.remoteVpc,
      peerOwnerId: otherAccount,
      peerRegion: otherRegion,
    };
    const eager = await checked(here, tokens.peering, { ...remote, autoAccept: true });
    await expect(here.create(tokens.peering, eager)).rejects.toThrow(
      '"peerRegion" cannot be set whilst "autoAccept" is true',
    );
    const asked = await make(here, tokens.peering, remote);
    const accepted = await make(far, tokens.accepter, { vpcPeeringConnectionId: asked.id, autoAccept: true });
    expect(accepted.outputs).toMatchObject({
      acceptStatus: "active",
      peerOwnerId: account,
      peerVpcId: ids.targetVpc,
      region: otherRegion,
      vpcId: ids.remoteVpc,
    });
    await here.delete(tokens.peering, asked.id, asked.outputs);
  });
});

describe("a rule that names another account's security group", () => {
  test("is sent with its owner, and read back in the same form", async () => {
    const asked = await make(here, tokens.peering, {
      vpcId: ids.targetVpc,
      peerVpcId: ids.otherVpc,
      peerOwnerId: otherAccount,
    });
    await make(there, tokens.accepter, { vpcPeeringConnectionId: asked.id, autoAccept: true });
    const group = await make(here, tokens.group, { vpcId: ids.targetVpc });
    expect(group.outputs).toMatchObject({ ownerId: account, arn: expect.stringContaining(`:${account}:`) as string });
    const rule = await make(here, tokens.ingress, {
      ipProtocol: "tcp",
      fromPort: 6379,
      toPort: 6379,
      securityGroupId: group.id,
      referencedSecurityGroupId: `${otherAccount}/${ids.otherGroup}`,
    });
    expect(rule.outputs["referencedSecurityGroupId"]).toBe(`${otherAccount}/${ids.otherGroup}`);
    expect(await refreshed(here, tokens.ingress, rule)).toStrictEqual(rule);
    const wider = await change(here, tokens.ingress, rule, { ...rule.inputs, toPort: 6400, tags: { team: "data" } });
    expect(wider.outputs).toMatchObject({
      referencedSecurityGroupId: `${otherAccount}/${ids.otherGroup}`,
      toPort: 6400,
    });
    await here.delete(tokens.ingress, wider.id, wider.outputs);
    const own = { ...rule.inputs, referencedSecurityGroupId: `${account}/${group.id}` };
    const self = await make(here, tokens.ingress, own);
    expect(self.outputs["referencedSecurityGroupId"]).toBe(group.id);
    await here.delete(tokens.ingress, self.id, self.outputs);
    await here.delete(tokens.group, group.id, group.outputs);
    await here.delete(tokens.peering, asked.id, asked.outputs);
  });
});
