import { describe, expect, test } from "vitest";
import { faults } from "./faults.ts";
import { whole } from "./whole.ts";

type Changes = Readonly<Record<string, unknown>>;

const pcx = "pcx-0a1b2c3d4e5f60051";
const tgw = "tgw-0a1b2c3d4e5f60052";
const cluster = { "source.clusterMode": "enabled", "source.shards": 2 };
const role = "arn:aws:iam::210987654321:role/migration";
const oneVpc = { "network.mode": "sameVpc", "target.vpcId": "vpc-0a1b2c3d4e5f60001" };

describe("refused, by the key's name:", () => {
  test.each<[string, Changes, string]>([
    ["networks that overlap", { "target.cidrs": ["10.0.128.0/17"] }, "target.cidrs"],
    ["a network that holds the other", { "target.cidrs": ["10.0.0.0/8"] }, "target.cidrs"],
    [
      "overlap behind an existing connection",
      { "target.cidrs": ["10.0.0.0/16"], network: { mode: "existing", transitGatewayId: tgw } },
      "target.cidrs",
    ],
    ["an endpoint outside of its networks", { "source.endpoint": "10.7.0.1:6379" }, "source.endpoint"],
    ["a primary outside of its networks", { "source.primaries": ["10.7.0.1:6379"] }, "source.primaries.0"],
    ["sameVpc with two VPCs", { "network.mode": "sameVpc" }, "network.mode"],
    ["peering within one VPC", { "target.vpcId": "vpc-0a1b2c3d4e5f60001" }, "network.mode"],
    ["another region in one VPC", { ...oneVpc, "source.region": "eu-west-1" }, "source.region"],
    [
      "routes within one VPC",
      { ...oneVpc, "application.routeTableIds": ["rtb-0a1b2c3d4e5f60029"] },
      "application.routeTableIds",
    ],
    ["nobody who reaches the target", { application: { securityGroupIds: [] } }, "application"],
    ["shards without cluster mode", { "source.shards": 2 }, "source.shards"],
    ["fewer primaries than shards", { ...cluster, "source.primaries": ["10.0.0.241:6379"] }, "source.primaries"],
    [
      "a primary given twice",
      { ...cluster, "source.primaries": ["10.0.0.241:6379", "10.0.0.241:6379"] },
      "source.primaries",
    ],
    [
      "shards on different ports",
      { ...cluster, "source.primaries": ["10.0.0.241:6379", "10.0.0.242:6380"] },
      "source.primaries",
    ],
    ["databases of a cluster", { ...cluster, "source.databases": 16 }, "source.databases"],
    ["another account without a role", { "source.accountId": "210987654321" }, "source.roleArn"],
    ["a role without its account", { "source.roleArn": role }, "source.accountId"],
    ["a role of another account", { "source.accountId": "123456789012", "source.roleArn": role }, "source.roleArn"],
    [
      "a transit gateway to another region",
      { network: { mode: "existing", transitGatewayId: tgw }, "source.region": "eu-west-1" },
      "source.region",
    ],
    ["an existing connection without its id", { "network.mode": "existing" }, "network"],
    [
      "two existing connections",
      { network: { mode: "existing", peeringConnectionId: pcx, transitGatewayId: tgw } },
      "network",
    ],
    [
      "a peering's option of what exists",
      { network: { mode: "existing", peeringConnectionId: pcx, dnsResolution: true } },
      "network.dnsResolution",
    ],
    ["routes that cannot be there yet", { "network.routes": "standing" }, "network.routes"],
    ["an id of what is to be made", { "network.peeringConnectionId": pcx }, "network.peeringConnectionId"],
  ])("%s", (_what, changes, key) => {
    expect(faults(whole(changes)).map((line) => line.split(":")[0])).toStrictEqual([key]);
  });
});

test.each<[string, Changes]>([
  ["in one VPC the networks may be the same", { ...oneVpc, "target.cidrs": ["10.0.0.0/16"] }],
  ["a chained endpoint names its primary", { "source.primaries": ["10.0.0.240:6379"] }],
  ["a cluster's primaries may be left out", cluster],
  ["another account has its role", { "source.accountId": "210987654321", "source.roleArn": role }],
  ["an existing peering", { network: { mode: "existing", peeringConnectionId: pcx } }],
  [
    "an existing connection may have its routes already",
    { network: { mode: "existing", transitGatewayId: tgw, routes: "standing" } },
  ],
  ["an existing transit gateway", { network: { mode: "existing", transitGatewayId: tgw } }],
])("%s", (_what, changes) => {
  expect(faults(whole(changes))).toStrictEqual([]);
});
