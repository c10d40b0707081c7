import {
  AcceptVpcPeeringConnectionCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteRouteCommand,
  DeleteVpcPeeringConnectionCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { networkReadiness } from "../../migration/networkReadiness.ts";
import type { Plan } from "../../migration/plan.ts";
import { networkPort } from "../../providers/networkPort.ts";

import { otherRegion, planTo, readerOf, startNetworkCloud } from "./networkCloud.ts";

let cloud: Awaited<ReturnType<typeof startNetworkCloud>>;
beforeAll(async () => (cloud = await startNetworkCloud()));
afterAll(() => cloud.close());

const never = new AbortController().signal;
const everywhere = () => ({ ec2: cloud.url, sts: cloud.url });

function look(plan: Plan, endpoints: Readonly<Record<string, string>> = everywhere()) {
  return networkPort(readerOf(endpoints), plan).read(["sg-target"], never);
}

function clientOf(url: string): EC2Client {
  const credentials = { accessKeyId: "target", secretAccessKey: "any" };
  return new EC2Client({ region: "us-east-1", endpoint: url, credentials });
}

test.each(["s", "n", "g", "f"] as const)(
  "a network in which nothing stands in the way has no findings: %s",
  async (to) => {
    const plan = planTo(to);
    expect(networkReadiness(plan, await look(plan))).toStrictEqual([]);
  },
);

const sgr: unknown = expect.stringMatching(/^sgr-/);
const tcp = (port: number, peer: object) => ({ id: sgr, protocol: "tcp", fromPort: port, toPort: port, peer });
const route = (destination: string, target: string) => ({ destination, target, active: true });
const entry = {
  ruleNumber: 100,
  egress: false,
  protocol: "6",
  fromPort: 1024,
  toPort: 65_535,
  cidr: "10.0.0.0/8",
  allow: true,
};
const anything = { ...entry, protocol: "-1", fromPort: -1, toPort: -1, cidr: "0.0.0.0/0" };
const rest = { ...anything, ruleNumber: 32_767, allow: false };
const open = (subnetIds: readonly string[]) => ({
  id: expect.stringMatching(/^acl-/) as unknown,
  subnetIds,
  entries: [anything, { ...anything, egress: true }, { ...rest, egress: true }, rest],
});
const read = (value: unknown) => ({ kind: "read", value });

test("reads each side by its own identity, in its own region, and the connection between them", async () => {
  const toSources = [route("10.1.0.0/16", "pcx-n"), route("10.2.0.0/16", "tgw-1"), route("10.3.0.0/16", "pcx-f")];
  const local = route("10.0.0.0/16", "local");
  expect(await look(planTo("f"))).toStrictEqual({
    target: {
      securityGroups: read([
        {
          id: "sg-target",
          ingress: [tcp(6380, { securityGroupId: "sg-app" }), tcp(6380, { cidr: "10.0.64.0/20" })],
          egress: [tcp(6379, { cidr: "10.0.0.0/8" })],
        },
      ]),
      subnets: read([
        { id: "subnet-t1", cidr: "10.0.1.0/24", zone: "us-east-1a" },
        { id: "subnet-t2", cidr: "10.0.2.0/24", zone: "us-east-1b" },
      ]),
      routeTables: read([
        { id: "rtb-main", subnetIds: ["subnet-t1"], routes: [local, ...toSources] },
        { id: "rtb-t2", subnetIds: ["subnet-t2"], routes: [local, ...toSources, route("0.0.0.0/0", "igw-1")] },
      ]),
      acls: read([
        open(["subnet-t1"]),
        {
          id: "acl-t2",
          subnetIds: ["subnet-t2"],
          entries: [entry, { ...anything, egress: true }, { ...rest, egress: true }, rest],
        },
      ]),
    },
    source: {
      securityGroups: read([{ id: "sg-f", ingress: [tcp(6379, { cidr: "10.0.0.0/16" })], egress: [] }]),
      subnets: read([{ id: "subnet-f", cidr: "10.3.0.0/24", zone: `${otherRegion}a` }]),
      routeTables: read([
        {
          id: "rtb-f",
          subnetIds: ["subnet-f"],
          routes: [route("10.3.0.0/16", "local"), route("10.0.0.0/16", "pcx-f")],
        },
      ]),
      acls: read([open(["subnet-f"])]),
    },
    connection: read({ kind: "peering", id: "pcx-f", status: "active", vpcIds: ["vpc-f", "vpc-t"] }),
  });
});

describe("the connection", () => {
  const to = (vpcId: string, mode: "peering" | "existing", id = ""): Plan => {
    const plan = planTo("n", { vpcId });
    return { ...plan, path: { ...plan.path, mode, peeringConnectionId: id } };
  };
  const none = { kind: "peering", id: "", status: "", vpcIds: [] };
  test.each<[string, Plan, object]>([
    [
      "that waits to be accepted",
      to("vpc-pending", "peering"),
      { ...none, id: "pcx-p", status: "pending-acceptance", vpcIds: ["vpc-t", "vpc-pending"] },
    ],
    ["that is not there", to("vpc-g", "peering"), none],
    [
      "that is configured",
      to("vpc-n", "existing", "pcx-n"),
      { ...none, id: "pcx-n", status: "active", vpcIds: ["vpc-t", "vpc-n"] },
    ],
    ["that is configured and not there", to("vpc-n", "existing", "pcx-x"), none],
    ["in one VPC", planTo("s"), { kind: "sameVpc" }],
    ["by a transit gateway", planTo("g"), { kind: "transitGateway", id: "tgw-1" }],
  ])("%s", async (_, plan, connection) => {
    expect((await look(plan)).connection).toStrictEqual(read(connection));
  });
});

test("of several connections between two VPCs the one that is in use is read, or else an ended one", async () => {
  const own = await startNetworkCloud();
  const ec2 = clientOf(own.url);
  const plan = planTo("n");
  const statusOf = async () => {
    const { connection } = await look(plan, { ec2: own.url });
    return connection.kind === "read" && connection.value.kind === "peering" ? connection.value.status : "unread";
  };
  try {
    await ec2.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: "pcx-n" }));
    expect(await statusOf()).toBe("deleted");
    const { source } = await look(plan, { ec2: own.url });
    const routes = [route("10.1.0.0/16", "local"), { ...route("10.0.0.0/16", "pcx-n"), active: false }];
    expect(source.routeTables).toStrictEqual(read([{ id: "rtb-n", subnetIds: ["subnet-n"], routes }]));
    const made = await ec2.send(new CreateVpcPeeringConnectionCommand({ VpcId: "vpc-t", PeerVpcId: "vpc-n" }));
    expect(await statusOf()).toBe("pending-acceptance");
    const VpcPeeringConnectionId = made.VpcPeeringConnection?.VpcPeeringConnectionId;
    await ec2.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
    expect(await statusOf()).toBe("active");
  } finally {
    ec2.destroy();
    await own.close();
  }
});

test("what is taken away in AWS is found, by the id of what it was taken from", async () => {
  const own = await startNetworkCloud();
  const ec2 = clientOf(own.url);
  try {
    await ec2.send(new DeleteRouteCommand({ RouteTableId: "rtb-t2", DestinationCidrBlock: "10.1.0.0/16" }));
    await ec2.send(
      new RevokeSecurityGroupIngressCommand({
        GroupId: "sg-target",
        IpPermissions: [{ IpProtocol: "tcp", FromPort: 6380, ToPort: 6380, IpRanges: [{ CidrIp: "10.0.64.0/20" }] }],
      }),
    );
    const plan = planTo("n");
    const findings = networkReadiness(plan, await look(plan, { ec2: own.url }));
    expect(findings.map(({ code, found }) => `${code}: ${found}`)).toStrictEqual([
      "network-route-to-source: rtb-t2 (of subnet-t2): its route 0.0.0.0/0 leads to igw-1, and is the one for 10.1.0.241",
      "application-access: sg-target does not admit 10.0.64.0/20 on port 6380",
    ]);
  } finally {
    ec2.destroy();
    await own.close();
  }
});
