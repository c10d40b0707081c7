// An owner's group on the emulated AWS: made, found shard by shard, and what a program would have done to it noticed.
import {
  DescribeCacheClustersCommand,
  DescribeCacheParametersCommand,
  DescribeReplicationGroupsCommand,
  ListTagsForResourceCommand,
  ModifyReplicationGroupCommand,
} from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applicationReach, notReached } from "../../rehearsal/applicationReach.ts";
import { everySlot } from "../../rehearsal/data/shards.ts";
import { emulatedAws } from "../../rehearsal/emulatedAws.ts";
import { changesOfOwners, makeExistingGroup } from "../../rehearsal/existingGroup.ts";
import { pathLeft } from "../../rehearsal/pathLeft.ts";
import { projectRoot } from "../../rehearsal/rehearsal.ts";
import { readStackFile } from "../../rehearsal/stackFile.ts";
import { targetShards } from "../../rehearsal/target.ts";
import { startWorld, type WorldStand } from "./worldStand.ts";

const stack = readStackFile(projectRoot, "existing-group");
const { settings } = stack;
const signal = AbortSignal.timeout(120_000);

let stand: WorldStand;
beforeAll(async () => {
  stand = await startWorld(stack);
  await makeExistingGroup({ aws: stand.aws, settings, signal });
});
afterAll(() => stand.end());

const group = async () => {
  const command = new DescribeReplicationGroupsCommand({ ReplicationGroupId: "sessions" });
  return (await stand.aws.elastiCache.send(command)).ReplicationGroups?.[0] ?? {};
};

const nodesGroups = async () => {
  const command = new DescribeCacheClustersCommand({ CacheClusterId: "sessions-001" });
  return (await stand.aws.elastiCache.send(command)).CacheClusters?.[0] ?? {};
};

describe("makeExistingGroup", () => {
  it("makes the group that the config describes, available, with the source's databases", async () => {
    const { Status, Engine, MultiAZ, AutomaticFailover, MemberClusters, TransitEncryptionEnabled } = await group();
    expect({ Status, Engine, MultiAZ, AutomaticFailover, MemberClusters, TransitEncryptionEnabled }).toStrictEqual({
      Status: "available",
      Engine: "redis",
      MultiAZ: "enabled",
      AutomaticFailover: "enabled",
      MemberClusters: ["sessions-001", "sessions-002"],
      TransitEncryptionEnabled: false,
    });
    const command = new DescribeCacheParametersCommand({ CacheParameterGroupName: "sessions-owners-parameters" });
    const { Parameters = [] } = await stand.aws.elastiCache.send(command);
    const databases = Parameters.find(({ ParameterName: name }) => name === "databases");
    expect(databases?.ParameterValue).toBe("16");
  });

  it("leaves the way to the source to the program: nothing of it is there", async () => {
    expect(await pathLeft(stand.aws, settings)).toStrictEqual([]);
  });
});

describe("targetShards", () => {
  const source = [{ address: { host: "127.0.0.9", port: 6379 }, slots: everySlot }];
  const find = (groupId: string, shards = source) => targetShards({ aws: stand.aws, groupId, source: shards, signal });

  it("finds the primary of the group by what its nodes say", async () => {
    const servers = await stand.emulator.servers();
    const primary = servers.find(({ name }) => name === "sessions-001")?.address ?? "";
    const [host = "", port = ""] = primary.split(":");
    expect(await find("sessions")).toStrictEqual([{ address: { host, port: Number(port) }, slots: everySlot }]);
  });

  it("refuses shards that do not own the source's slots", async () => {
    const halves = [
      { address: { host: "127.0.0.9", port: 6379 }, slots: "0-8191" },
      { address: { host: "127.0.0.10", port: 6379 }, slots: "8192-16383" },
    ];
    await expect(find("sessions", halves)).rejects.toThrow(
      "the slots of sessions's shards are 0-16383; expected those of the source: 0-8191; 8192-16383",
    );
  });
});

describe("applicationReach", () => {
  it("tells for each group and network of the application, and each node, what stands in the way", async () => {
    const reached = await applicationReach(stand.emulator, settings, "prepare");
    const nodes = ["sessions-001", "sessions-002"];
    expect(reached.map(({ from, node, ok }) => [from, node, ok])).toStrictEqual(
      ["sg-0a1b2c3d4e5f60032", "10.1.64.0/20"].flatMap((from) => nodes.map((node) => [from, node, false])),
    );
    // The owner's group lets nothing in.
    const { SecurityGroups = [] } = await nodesGroups();
    const [owners = ""] = SecurityGroups.map(({ SecurityGroupId: id }) => id ?? "");
    expect(new Set(reached.map(({ element }) => element))).toStrictEqual(new Set([owners]));
    expect(reached[0]?.reason).not.toBe("");
    expect(notReached(reached)).toHaveLength(2);
  });
});

describe("pathLeft", () => {
  it("names the connection, the routes and the rules that are left", async () => {
    const {
      AcceptVpcPeeringConnectionCommand,
      AuthorizeSecurityGroupIngressCommand,
      CreateRouteCommand,
      CreateVpcPeeringConnectionCommand,
    } = await import("@aws-sdk/client-ec2");
    const ec2 = await stand.aws.ec2("target");
    const { source, target } = settings;
    const wish = { VpcId: target.vpcId, PeerVpcId: source.vpcId };
    const { VpcPeeringConnection: made } = await ec2.send(new CreateVpcPeeringConnectionCommand(wish));
    const id = made?.VpcPeeringConnectionId ?? "";
    await ec2.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
    const table = target.routeTableIds[0] ?? "";
    const route = { RouteTableId: table, DestinationCidrBlock: "10.0.0.0/16", VpcPeeringConnectionId: id };
    await ec2.send(new CreateRouteCommand(route));
    const from = [{ IpProtocol: "tcp", FromPort: 6379, ToPort: 6379, IpRanges: [{ CidrIp: "10.1.0.0/16" }] }];
    const rule = { GroupId: source.securityGroupId, IpPermissions: from };
    await ec2.send(new AuthorizeSecurityGroupIngressCommand(rule));
    expect(await pathLeft(stand.aws, settings)).toStrictEqual([
      `the peering connection ${id} is active`,
      `${table} still leads to 10.0.0.0/16 through ${id}`,
      expect.stringMatching(
        `^${source.securityGroupId} still has the ingress rule sgr-\\w+ \\(10.1.0.0/16, port 6379\\)$`,
      ) as string,
    ]);
  });
});

describe("changesOfOwners", () => {
  const calls = async () => (await stand.emulator.log()).filter(({ requestId }) => !stand.aws.own.has(requestId));

  it("does not take the owner's own calls, reads and the migration's for changes", async () => {
    const program = emulatedAws({
      endpoint: stand.emulator.endpoint,
      region: "us-east-1",
      sourceRegion: undefined,
      hasSourceAccount: false,
    });
    const { ARN } = await group();
    await program.elastiCache.send(new ListTagsForResourceCommand({ ResourceName: ARN }));
    expect(await calls()).toHaveLength(1);
    expect(changesOfOwners(await calls(), settings)).toStrictEqual([]);
    const change = { ReplicationGroupId: "sessions", SnapshotRetentionLimit: 3, ApplyImmediately: true };
    await program.elastiCache.send(new ModifyReplicationGroupCommand(change));
    program.end();
    expect(changesOfOwners(await calls(), settings)).toStrictEqual([
      "sessions is its owner's, but the program called ModifyReplicationGroup (ok)",
    ]);
  });
});
