// The source in another account or region, on mocks: what is asked of whom, not whether AWS lets them.
import { describe, expect, test } from "vitest";
import { dependenciesOf, inputsOf, only, type Recorded } from "./recorded.ts";
import { ids, ingress, otherAccount, pathOf, route } from "./settings.ts";

const otherRegion = { "source.region": "eu-west-1" };
const provider = "pulumi:providers:aws";
const ofPeering = { vpcId: "vpc-0a1b2c3d4e5f60002", peerVpcId: "vpc-0a1b2c3d4e5f60001" };
const tags = { Name: "cache-prod migration" };

/** The resources of the path that the source's own provider makes; nothing of the target's side may be among them. */
async function madeBy(record: Recorded): Promise<readonly [string[], string[]]> {
  const path = record.made.filter(({ name, type }) => !name.startsWith("target-") && type !== provider);
  const theirs = path.filter(({ options }) => options.provider !== undefined);
  const urns = new Set(await Promise.all(theirs.map(({ options }) => urnOf(options.provider))));
  expect(urns.size).toBeLessThanOrEqual(1);
  const names = (of: typeof path) => of.map(({ name }) => name);
  return [names(theirs), names(path.filter((one) => !theirs.includes(one)))];
}

const urnOf = (resource: { readonly urn: { apply: (use: (urn: string) => void) => unknown } } | undefined) =>
  new Promise<string>((resolve) => void resource?.urn.apply(resolve));

test.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]>([
  ["account", otherAccount, { peerOwnerId: "210987654321" }],
  ["region", otherRegion, { peerRegion: "eu-west-1" }],
  ["account and region", { ...otherAccount, ...otherRegion }, { peerOwnerId: "210987654321", peerRegion: "eu-west-1" }],
])("another %s: asked for here, accepted there, and each side sets its own options", async (_, changes, peer) => {
  const record = await pathOf({ ...changes, "network.dnsResolution": true });
  const requested = only(record, "aws:ec2/vpcPeeringConnection:VpcPeeringConnection");
  expect(requested.inputs).toStrictEqual({ ...ofPeering, ...peer, tags });
  expect(only(record, "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter").inputs).toStrictEqual({
    vpcPeeringConnectionId: "peering-connection-id",
    autoAccept: true,
    tags,
  });
  const accepted = { vpcPeeringConnectionId: "peering-accepter-id" };
  expect(inputsOf(record, "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions")).toStrictEqual([
    { ...accepted, accepter: { allowRemoteVpcDnsResolution: true } },
    { ...accepted, requester: { allowRemoteVpcDnsResolution: true } },
  ]);
});

test("what lies in the source's network is made by the source's provider, and nothing else is", async () => {
  const [theirs, ours] = await madeBy(
    await pathOf({ ...otherAccount, "application.routeTableIds": [ids.otherTable, ids.sourceTable] }),
  );
  expect(theirs).toStrictEqual([
    "path-into-source",
    "peering-accepter",
    "peering-source-dns",
    `peering-to-target-${ids.sourceTable}-10.1.0.0/16`,
    `peering-to-target-${ids.otherTable}-10.1.0.0/16`,
  ]);
  expect(ours).toStrictEqual([
    `application-${ids.applicationGroup}`,
    "path-to-source-10.0.0.0/16",
    "peering-connection",
    "peering-target-dns",
    `peering-to-source-${ids.targetTable}-10.0.0.0/16`,
  ]);
});

test("nothing refers to a connection before it was accepted", async () => {
  const record = await pathOf(otherAccount);
  const waiting = record.made.filter(({ inputs }) => "vpcPeeringConnectionId" in inputs);
  expect(waiting).toHaveLength(5);
  for (const { name, inputs } of waiting) {
    const id = name === "peering-accepter" ? "peering-connection-id" : "peering-accepter-id";
    expect([name, inputs["vpcPeeringConnectionId"]]).toStrictEqual([name, id]);
  }
  const waits = (name: string) => record.made.filter((one) => one.name === name).flatMap(dependenciesOf).length;
  // The journal, then both halves of the connection, both options, and for the rule two routes, too.
  expect([waits("peering-accepter"), waits("peering-target-dns"), waits("path-into-source")]).toStrictEqual([2, 2, 7]);
  expect(waits(`peering-to-target-${ids.sourceTable}-10.1.0.0/16`)).toBe(5);
});

describe("how the source admits the target's nodes", () => {
  const admitted = async (changes: Readonly<Record<string, unknown>>) =>
    inputsOf(await pathOf(changes), ingress)
      .filter((rule) => rule["securityGroupId"] === ids.sourceGroup)
      .map(({ referencedSecurityGroupId, cidrIpv4 }) => referencedSecurityGroupId ?? cidrIpv4);

  test.each<[string, Readonly<Record<string, unknown>>, string[]]>([
    ["by their group in the same account", {}, [ids.targetGroup]],
    ["by account and group in another", otherAccount, [`123456789012/${ids.targetGroup}`]],
    [
      "by their group alone if the account that is named is the same after all",
      { "source.accountId": "123456789012", "source.roleArn": "arn:aws:iam::123456789012:role/migration" },
      [ids.targetGroup],
    ],
    ["by networks in another region", { ...otherAccount, ...otherRegion }, ["10.1.0.0/16"]],
    [
      "by networks through a transit gateway",
      { network: { mode: "existing", transitGatewayId: ids.gateway } },
      ["10.1.0.0/16"],
    ],
    [
      "by their group over a peering that exists",
      { network: { mode: "existing", peeringConnectionId: ids.connection } },
      [ids.targetGroup],
    ],
  ])("%s", async (_, changes, expected) => {
    expect(await admitted(changes)).toStrictEqual(expected);
  });
});

describe("a connection that exists", () => {
  test.each([
    ["peeringConnectionId", "vpcPeeringConnectionId", ids.connection],
    ["transitGatewayId", "transitGatewayId", ids.gateway],
  ])("gets routes both ways, and nothing of it is made: %s", async (key, leads, id) => {
    const record = await pathOf({ network: { mode: "existing", [key]: id } });
    expect(inputsOf(record, route)).toStrictEqual([
      { routeTableId: ids.targetTable, destinationCidrBlock: "10.0.0.0/16", [leads]: id },
      { routeTableId: ids.sourceTable, destinationCidrBlock: "10.1.0.0/16", [leads]: id },
    ]);
    expect(record.made.filter(({ type }) => /peering/i.test(type))).toStrictEqual([]);
  });
});

test("the provider is neither frozen nor protected, and waits for nothing; it stays to remove the path", async () => {
  for (const changes of [{ stage: "migrate" }, { stage: "operate", "network.afterMigration": "remove" }]) {
    const { options } = only(
      await pathOf({ ...otherRegion, ...changes }, { guard: { frozen: true, protect: true } }),
      provider,
    );
    expect([options.ignoreChanges, options.protect, options.dependsOn]).toStrictEqual([
      undefined,
      undefined,
      undefined,
    ]);
  }
});

test("a region that is the stack's own needs no provider", async () => {
  const { made } = await pathOf({ "source.region": "us-east-1" });
  expect(made.filter(({ type }) => type === provider)).toStrictEqual([]);
  expect(made.map(({ name }) => name)).not.toContain("peering-accepter");
});
