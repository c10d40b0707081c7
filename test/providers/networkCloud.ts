// An emulated cloud without any server: one VPC of targets, and a source next to them, in a peered VPC, behind a transit
// gateway, and in another account and region.
import { startEmulator } from "../../emulator/startEmulator.ts";
import { parseWorld } from "../../emulator/world.ts";
import type { PathPlan, Plan } from "../../migration/plan.ts";
import type { ConfigReader } from "../../providers/awsAccess.ts";
import { networkPlan } from "../migration/networkSamples.ts";

export const account = "111111111111";
export const otherAccount = "222222222222";
export const otherRegion = "eu-west-1";
export const role = `arn:aws:iam::${otherAccount}:role/migration`;
export const forbiddenRole = `arn:aws:iam::${otherAccount}:role/others`;

const sources = ["n", "g", "f"] as const;
const cidrOf = { n: "10.1.0.0/16", g: "10.2.0.0/16", f: "10.3.0.0/16" } as const;
const viaOf = { n: "pcx-n", g: "tgw-1", f: "pcx-f" } as const;

const world = {
  account,
  region: "us-east-1",
  accessKeys: { source: otherAccount },
  roles: [
    { arn: role, trusts: [account] },
    { arn: forbiddenRole, trusts: ["333333333333"] },
  ],
  vpcs: [
    { id: "vpc-t", cidrs: ["10.0.0.0/16"] },
    { id: "vpc-n", cidrs: [cidrOf.n] },
    { id: "vpc-g", cidrs: [cidrOf.g] },
    { id: "vpc-f", cidrs: [cidrOf.f], account: otherAccount, region: otherRegion },
    { id: "vpc-pending", cidrs: ["10.4.0.0/16"] },
  ],
  peeringConnections: [
    { id: "pcx-n", requesterVpcId: "vpc-t", accepterVpcId: "vpc-n" },
    { id: "pcx-f", requesterVpcId: "vpc-f", accepterVpcId: "vpc-t" },
    { id: "pcx-p", requesterVpcId: "vpc-t", accepterVpcId: "vpc-pending", status: "pending-acceptance" },
  ],
  transitGateways: [{ id: "tgw-1", vpcIds: ["vpc-t", "vpc-g"] }],
  subnets: [
    { id: "subnet-t1", vpcId: "vpc-t", cidr: "10.0.1.0/24", availabilityZone: "us-east-1a" },
    { id: "subnet-t2", vpcId: "vpc-t", cidr: "10.0.2.0/24", availabilityZone: "us-east-1b" },
    { id: "subnet-s", vpcId: "vpc-t", cidr: "10.0.0.0/24", availabilityZone: "us-east-1a" },
    { id: "subnet-n", vpcId: "vpc-n", cidr: "10.1.0.0/24", availabilityZone: "us-east-1a" },
    { id: "subnet-g", vpcId: "vpc-g", cidr: "10.2.0.0/24", availabilityZone: "us-east-1a" },
    { id: "subnet-f", vpcId: "vpc-f", cidr: "10.3.0.0/24", availabilityZone: "eu-west-1a" },
  ],
  routeTables: [
    { id: "rtb-main", vpcId: "vpc-t", routes: sources.map((one) => ({ cidr: cidrOf[one], target: viaOf[one] })) },
    {
      id: "rtb-t2",
      vpcId: "vpc-t",
      subnetIds: ["subnet-t2"],
      routes: [
        ...sources.map((one) => ({ cidr: cidrOf[one], target: viaOf[one] })),
        { cidr: "0.0.0.0/0", target: "igw-1" },
      ],
    },
    ...sources.map((one) => ({
      id: `rtb-${one}`,
      vpcId: `vpc-${one}`,
      routes: [{ cidr: "10.0.0.0/16", target: viaOf[one] }],
    })),
  ],
  networkAcls: [
    {
      id: "acl-t2",
      vpcId: "vpc-t",
      subnetIds: ["subnet-t2"],
      entries: [
        { ruleNumber: 100, egress: false, fromPort: 1024, toPort: 65_535, cidr: "10.0.0.0/8", action: "allow" },
        { ruleNumber: 100, egress: true, protocol: "-1", cidr: "0.0.0.0/0", action: "allow" },
      ],
    },
  ],
  securityGroups: [
    {
      id: "sg-target",
      vpcId: "vpc-t",
      name: "target",
      ingress: [
        { fromPort: 6380, toPort: 6380, securityGroupId: "sg-app" },
        { fromPort: 6380, toPort: 6380, cidr: "10.0.64.0/20" },
      ],
      egress: [{ fromPort: 6379, toPort: 6379, cidr: "10.0.0.0/8" }],
    },
    { id: "sg-app", vpcId: "vpc-t", name: "app" },
    sourceGroup("s", "vpc-t", { securityGroupId: "sg-target" }),
    sourceGroup("n", "vpc-n", { securityGroupId: "sg-target" }),
    sourceGroup("g", "vpc-g", { cidr: "10.0.0.0/16" }),
    sourceGroup("f", "vpc-f", { cidr: "10.0.0.0/16" }),
  ],
};

function sourceGroup(name: string, vpcId: string, peer: Readonly<Record<string, string>>) {
  return { id: `sg-${name}`, vpcId, name, ingress: [{ fromPort: 6379, toPort: 6379, ...peer }], egress: [] };
}

/** A path from the target's VPC to a source: `s` next to it, `n` peered, `g` by gateway, `f` far away. */
export function planTo(source: "s" | (typeof sources)[number], change: Partial<PathPlan["source"]> = {}): Plan {
  const same = source === "s";
  const plan = networkPlan(source === "g" ? "transitGateway" : same ? "sameVpc" : "peering");
  const cidr = same ? "10.0.0.0/16" : cidrOf[source];
  const path: PathPlan = {
    ...plan.path,
    source: {
      vpcId: same ? "vpc-t" : `vpc-${source}`,
      cidrs: [cidr],
      subnetIds: [`subnet-${source}`],
      routeTableIds: [same ? "rtb-main" : `rtb-${source}`],
      securityGroupId: `sg-${source}`,
      region: source === "f" ? otherRegion : "",
      accountId: source === "f" ? otherAccount : "",
      roleArn: source === "f" ? role : "",
      ...change,
    },
    target: { ...plan.path.target, routeTableIds: ["rtb-main", "rtb-t2"] },
  };
  return { ...plan, path, source: { ...plan.source, host: cidr.replace(".0.0/16", ".0.241") } };
}

/** The stack's `aws:` keys, with endpoints of any services. */
export function readerOf(endpoints: Readonly<Record<string, string>>): ConfigReader {
  const config: Readonly<Record<string, string>> = {
    "aws:region": "us-east-1",
    "aws:accessKey": "target",
    "aws:secretKey": "any",
    "aws:endpoints": JSON.stringify([endpoints]),
  };
  return (key) => config[key];
}

export async function startNetworkCloud(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const reports: string[] = [];
  const emulator = await startEmulator({
    port: 0,
    world: parseWorld(world, "world of the network port's tests"),
    map: new Map(),
    dataDirectory: undefined,
    report: (message) => reports.push(message),
  });
  return {
    url: emulator.url,
    async close() {
      await emulator.close();
      // A defect inside of the emulator is reported, not answered: no test passes over one.
      if (reports.length > 0) throw new Error(reports.join("\n"));
    },
  };
}
