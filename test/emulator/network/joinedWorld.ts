// A world of several VPCs around the one of the target: sources that can be reached, sources that each have one thing in
// the way, and applications. Two of the sources are real servers.
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { startEmulator } from "../../../emulator/startEmulator.ts";
import { parseWorld } from "../../../emulator/world.ts";

const redis = { fromPort: 6379, toPort: 6379 };
const everything = { ruleNumber: 100, protocol: "-1", cidr: "0.0.0.0/0", action: "allow" };
const allIn = { ...everything, egress: false };
const allOut = { ...everything, egress: true };

const subnet = (id: string, vpcId: string, cidr: string, zone = "a") => ({
  id,
  vpcId,
  cidr,
  availabilityZone: `us-east-1${zone}`,
});
const source = (id: string, privateIp: string, subnetId: string, more: object = {}) => ({
  id,
  privateIp,
  subnetId,
  securityGroupIds: [subnetId === "subnet-g" ? "sg-gateway" : "sg-source"],
  ...more,
});

const world = {
  account: "111111111111",
  vpcs: [
    { id: "vpc-target", cidrs: ["10.1.0.0/16"] },
    { id: "vpc-source", cidrs: ["10.0.0.0/16"] },
    { id: "vpc-waiting", cidrs: ["10.2.0.0/16"] },
    { id: "vpc-gateway", cidrs: ["10.3.0.0/16"] },
    { id: "vpc-detached", cidrs: ["10.4.0.0/16"] },
    { id: "vpc-app", cidrs: ["10.5.0.0/16"], account: "222222222222" },
  ],
  subnets: [
    subnet("subnet-a", "vpc-target", "10.1.0.0/24"),
    subnet("subnet-b", "vpc-target", "10.1.1.0/24", "b"),
    subnet("subnet-s", "vpc-source", "10.0.0.0/24"),
    subnet("subnet-shut", "vpc-source", "10.0.1.0/24"),
    subnet("subnet-mute", "vpc-source", "10.0.2.0/24"),
    subnet("subnet-lost", "vpc-source", "10.0.3.0/24"),
    subnet("subnet-far", "vpc-source", "10.0.4.0/24"),
    subnet("subnet-unheard", "vpc-source", "10.0.5.0/24"),
    subnet("subnet-w", "vpc-waiting", "10.2.0.0/24"),
    subnet("subnet-g", "vpc-gateway", "10.3.0.0/24"),
    subnet("subnet-d", "vpc-detached", "10.4.0.0/24"),
    subnet("subnet-app", "vpc-app", "10.5.0.0/24"),
    subnet("subnet-idle", "vpc-app", "10.5.1.0/24"),
  ],
  routeTables: [
    {
      id: "rtb-target",
      vpcId: "vpc-target",
      subnetIds: ["subnet-a", "subnet-b"],
      routes: [
        { cidr: "10.0.0.0/16", target: "pcx-source" },
        { cidr: "10.2.0.0/16", target: "pcx-waiting" },
        { cidr: "10.3.0.0/16", target: "tgw-joining" },
        { cidr: "10.4.0.0/16", target: "tgw-apart" },
        { cidr: "10.5.0.0/16", target: "pcx-app" },
      ],
    },
    { id: "rtb-source", vpcId: "vpc-source", subnetIds: [], routes: [{ cidr: "10.1.0.0/16", target: "pcx-source" }] },
    { id: "rtb-lost", vpcId: "vpc-source", subnetIds: ["subnet-lost"] },
    { id: "rtb-gateway", vpcId: "vpc-gateway", routes: [{ cidr: "10.1.0.0/16", target: "tgw-joining" }] },
    {
      id: "rtb-app",
      vpcId: "vpc-app",
      subnetIds: ["subnet-app"],
      routes: [{ cidr: "10.1.0.0/16", target: "pcx-app" }],
    },
    { id: "rtb-idle", vpcId: "vpc-app", subnetIds: ["subnet-idle"] },
  ],
  peeringConnections: [
    { id: "pcx-source", requesterVpcId: "vpc-target", accepterVpcId: "vpc-source" },
    { id: "pcx-waiting", requesterVpcId: "vpc-target", accepterVpcId: "vpc-waiting", status: "pending-acceptance" },
    { id: "pcx-app", requesterVpcId: "vpc-app", accepterVpcId: "vpc-target" },
  ],
  transitGateways: [
    { id: "tgw-joining", vpcIds: ["vpc-target", "vpc-gateway"] },
    { id: "tgw-apart", vpcIds: ["vpc-detached"] },
  ],
  networkAcls: [
    {
      id: "acl-target",
      vpcId: "vpc-target",
      subnetIds: ["subnet-b"],
      entries: [
        { ruleNumber: 10, egress: true, cidr: "10.0.4.0/24", action: "deny" },
        { ruleNumber: 10, egress: false, cidr: "10.0.5.0/24", action: "deny" },
        allIn,
        allOut,
      ],
    },
    { id: "acl-shut", vpcId: "vpc-source", subnetIds: ["subnet-shut"], entries: [allOut] },
    {
      id: "acl-mute",
      vpcId: "vpc-source",
      subnetIds: ["subnet-mute"],
      entries: [allIn, { ruleNumber: 10, egress: true, ...redis, cidr: "10.1.0.0/16", action: "allow" }],
    },
  ],
  securityGroups: [
    {
      id: "sg-nodes",
      vpcId: "vpc-target",
      name: "nodes",
      ingress: [
        { ...redis, securityGroupId: "sg-app" },
        { ...redis, cidr: "10.3.0.0/24" },
      ],
      egress: [{ ...redis, cidr: "10.0.0.0/8" }],
    },
    { id: "sg-source", vpcId: "vpc-source", name: "source", ingress: [{ ...redis, securityGroupId: "sg-nodes" }] },
    { id: "sg-gateway", vpcId: "vpc-gateway", name: "gateway", ingress: [{ ...redis, cidr: "10.1.0.0/23" }] },
    { id: "sg-app", vpcId: "vpc-app", name: "app" },
    { id: "sg-mute", vpcId: "vpc-app", name: "mute", egress: [] },
    { id: "sg-stranger", vpcId: "vpc-target", name: "stranger" },
  ],
  instances: [
    source("i-source", "10.0.0.241", "subnet-s", { server: {} }),
    source("i-shut", "10.0.1.241", "subnet-shut"),
    source("i-mute", "10.0.2.241", "subnet-mute"),
    source("i-lost", "10.0.3.241", "subnet-lost"),
    source("i-far", "10.0.4.241", "subnet-far"),
    source("i-unheard", "10.0.5.241", "subnet-unheard"),
    source("i-gateway", "10.3.0.241", "subnet-g", { server: {} }),
    { id: "i-app", privateIp: "10.5.0.7", subnetId: "subnet-app", securityGroupIds: ["sg-app"] },
  ],
};

export interface JoinedWorld {
  readonly url: string;
  readonly elasticache: ElastiCacheClient;
  readonly ec2: EC2Client;
  put(path: string, body: unknown): Promise<Response>;
  close(): Promise<void>;
}

export async function startJoinedWorld(): Promise<JoinedWorld> {
  const complaints: string[] = [];
  const emulator = await startEmulator({
    port: 0,
    world: parseWorld(world, "(test)"),
    map: new Map(),
    dataDirectory: undefined,
    report: (message) => complaints.push(message),
  });
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "any" };
  const settings = { endpoint: emulator.url, region: "us-east-1", credentials };
  const elasticache = new ElastiCacheClient(settings);
  const ec2 = new EC2Client(settings);
  return {
    url: emulator.url,
    elasticache,
    ec2,
    put: (path, body) => fetch(`${emulator.url}/_emulator/${path}`, { method: "PUT", body: JSON.stringify(body) }),
    async close() {
      elasticache.destroy();
      ec2.destroy();
      await emulator.close();
      if (complaints.length > 0) throw new Error(complaints.join("\n"));
    },
  };
}
