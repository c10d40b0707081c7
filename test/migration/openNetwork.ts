// A network of the samples' plan in which nothing stands in the way: what could is the network's own tests' affair.
import type { NetworkReading, RuleReading, SideReading } from "../../migration/networkReading.ts";

const everyPort = { id: "sgr-0a1b2c3d4e5f60041", protocol: "-1", fromPort: -1, toPort: -1 };
const rules: readonly RuleReading[] = [
  { ...everyPort, peer: { cidr: "0.0.0.0/0" } },
  { ...everyPort, peer: { securityGroupId: "sg-0a1b2c3d4e5f60032" } },
];
/** Its one subnet holds every server that a test may think of. */
const open = (groupId: string, subnetId: string): SideReading => ({
  securityGroups: { kind: "read", value: [{ id: groupId, ingress: rules, egress: rules }] },
  subnets: { kind: "read", value: [{ id: subnetId, cidr: "0.0.0.0/0", zone: "us-east-1a" }] },
  routeTables: {
    kind: "read",
    value: [
      {
        id: "rtb-0a1b2c3d4e5f60022",
        subnetIds: [subnetId],
        routes: [{ destination: "0.0.0.0/0", target: "local", active: true }],
      },
    ],
  },
  acls: { kind: "read", value: [] },
});

export const openNetwork: NetworkReading = {
  target: open("sg-0a1b2c3d4e5f60033", "subnet-0a1b2c3d4e5f60012"),
  source: open("sg-0a1b2c3d4e5f60031", "subnet-0a1b2c3d4e5f60011"),
  connection: { kind: "read", value: { kind: "sameVpc" } },
};
