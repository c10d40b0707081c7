// The emulated cloud of the plugin's tests: a source's VPC with an instance in it, and a VPC for the target.

export const account = "123456789012";
export const region = "us-east-1";
/** Who owns the VPCs at the far end of connections across accounts. */
export const otherAccount = "210987654321";
export const otherAccessKey = "AKIAOTHERACCOUNT0000";
export const otherRegion = "eu-west-1";

export const roles = {
  migration: `arn:aws:iam::${otherAccount}:role/migration`,
  /** Trusts the migration role's account only: a second link of a chain. */
  onward: "arn:aws:iam::321098765432:role/onward",
} as const;

export const ids = {
  sourceVpc: "vpc-0a1b2c3d4e5f60001",
  targetVpc: "vpc-0a1b2c3d4e5f60002",
  overlappingVpc: "vpc-0a1b2c3d4e5f60003",
  otherVpc: "vpc-0a1b2c3d4e5f60004",
  remoteVpc: "vpc-0a1b2c3d4e5f60005",
  sourceSubnet: "subnet-0a1b2c3d4e5f60011",
  targetSubnets: ["subnet-0a1b2c3d4e5f60012", "subnet-0a1b2c3d4e5f60013"],
  sourceTable: "rtb-0a1b2c3d4e5f60021",
  targetTable: "rtb-0a1b2c3d4e5f60022",
  sourceGroup: "sg-0a1b2c3d4e5f60031",
  otherGroup: "sg-0a1b2c3d4e5f60032",
  gateway: "tgw-0a1b2c3d4e5f60061",
} as const;

export const sourceAddress = "10.0.0.241";

export const world = {
  account,
  region,
  accessKeys: { [otherAccessKey]: otherAccount },
  userGroups: ["team"],
  roles: [
    { arn: roles.migration, trusts: [account], externalId: "sessions" },
    { arn: roles.onward, trusts: [otherAccount] },
  ],
  transitGateways: [{ id: ids.gateway, vpcIds: [ids.sourceVpc, ids.targetVpc] }],
  vpcs: [
    { id: ids.sourceVpc, cidrs: ["10.0.0.0/16"] },
    { id: ids.targetVpc, cidrs: ["10.1.0.0/16"] },
    { id: ids.overlappingVpc, cidrs: ["10.1.128.0/17"] },
    { id: ids.otherVpc, cidrs: ["10.2.0.0/16"], account: otherAccount },
    { id: ids.remoteVpc, cidrs: ["10.3.0.0/16"], account: otherAccount, region: otherRegion },
  ],
  subnets: [
    { id: ids.sourceSubnet, vpcId: ids.sourceVpc, cidr: "10.0.0.0/24", availabilityZone: "us-east-1a" },
    { id: ids.targetSubnets[0], vpcId: ids.targetVpc, cidr: "10.1.0.0/24", availabilityZone: "us-east-1a" },
    { id: ids.targetSubnets[1], vpcId: ids.targetVpc, cidr: "10.1.1.0/24", availabilityZone: "us-east-1b" },
  ],
  routeTables: [
    { id: ids.sourceTable, vpcId: ids.sourceVpc, subnetIds: [ids.sourceSubnet] },
    { id: ids.targetTable, vpcId: ids.targetVpc, subnetIds: ids.targetSubnets },
  ],
  securityGroups: [
    { id: ids.sourceGroup, vpcId: ids.sourceVpc, name: "source" },
    { id: ids.otherGroup, vpcId: ids.otherVpc, name: "other" },
  ],
  instances: [
    {
      id: "i-0a1b2c3d4e5f60041",
      privateIp: sourceAddress,
      subnetId: ids.sourceSubnet,
      securityGroupIds: [ids.sourceGroup],
      server: { port: 6379, databases: 16, config: { "repl-diskless-sync-delay": "0" } },
    },
  ],
};
