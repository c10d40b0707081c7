// On mocks: which rules and routes are asked for, not whether packets pass.
import { describe, expect, test } from "vitest";
import { ApplicationAccess } from "../../components/ApplicationAccess.ts";
import { ReplicationPath } from "../../components/ReplicationPath.ts";
import { SourcePeering } from "../../components/SourcePeering.ts";
import { dependenciesOf, only, recorded, type Ground, type Recorded } from "./recorded.ts";

const source = { vpcId: "vpc-source", cidrs: ["10.0.0.0/16", "10.4.0.0/16"], routeTableIds: ["rtb-source"] };
const target = { vpcId: "vpc-target", cidrs: ["10.1.0.0/16"], routeTableIds: ["rtb-target-1", "rtb-target-2"] };
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** The whole path as index.ts puts it together. */
function path(mode: "peering" | "sameVpc", guard = { frozen: false, protect: true }): Promise<Recorded> {
  return recorded(guard, (ground: Ground) => {
    const peering = new SourcePeering(
      "peering",
      { mode, target, source, dnsResolution: true, label: "cache-prod migration" },
      ground.guard,
      ground.options,
    );
    new ReplicationPath(
      "path",
      {
        sourceSecurityGroupId: "sg-source",
        sourcePort: 6380,
        sourceCidrs: source.cidrs,
        targetSecurityGroupId: "sg-target",
        after: peering.path,
      },
      ground.guard,
      ground.options,
    );
    new ApplicationAccess(
      "application",
      {
        securityGroupIds: ["sg-app"],
        cidrs: ["10.1.64.0/20"],
        targetSecurityGroupId: "sg-target",
        targetPort: 6379,
        after: peering.path,
      },
      ground.guard,
      ground.options,
    );
  });
}

const inputsOf = ({ made }: Recorded, type: string) => made.filter((one) => one.type === type).map((one) => one.inputs);

test("the peering connects both VPCs and resolves names on both sides", async () => {
  const connection = only(await path("peering"), "aws:ec2/vpcPeeringConnection:VpcPeeringConnection");
  expect(connection.inputs).toStrictEqual({
    vpcId: "vpc-target",
    peerVpcId: "vpc-source",
    autoAccept: true,
    requester: { allowRemoteVpcDnsResolution: true },
    accepter: { allowRemoteVpcDnsResolution: true },
    tags: { Name: "cache-prod migration" },
  });
});

test("routes lead both ways, from every route table to every network of the other side", async () => {
  const routes = inputsOf(await path("peering"), "aws:ec2/route:Route");
  const vpcPeeringConnectionId = "peering-connection-id";
  expect(routes).toStrictEqual([
    { routeTableId: "rtb-target-1", destinationCidrBlock: "10.0.0.0/16", vpcPeeringConnectionId },
    { routeTableId: "rtb-target-1", destinationCidrBlock: "10.4.0.0/16", vpcPeeringConnectionId },
    { routeTableId: "rtb-target-2", destinationCidrBlock: "10.0.0.0/16", vpcPeeringConnectionId },
    { routeTableId: "rtb-target-2", destinationCidrBlock: "10.4.0.0/16", vpcPeeringConnectionId },
    { routeTableId: "rtb-source", destinationCidrBlock: "10.1.0.0/16", vpcPeeringConnectionId },
  ]);
});

test("in one VPC neither peering nor routes are made", async () => {
  const { made } = await path("sameVpc");
  expect([...new Set(made.map((one) => one.type))].sort()).toStrictEqual([egress, ingress]);
});

test("the source admits the target's nodes on its port, and the target may leave for it: without egress no link comes up", async () => {
  const record = await path("peering");
  expect(inputsOf(record, egress)).toStrictEqual(
    ["10.0.0.0/16", "10.4.0.0/16"].map((cidrIpv4) => ({
      securityGroupId: "sg-target",
      ipProtocol: "tcp",
      fromPort: 6380,
      toPort: 6380,
      description: "Replication from the source",
      cidrIpv4,
    })),
  );
  expect(inputsOf(record, ingress)).toContainEqual({
    securityGroupId: "sg-source",
    ipProtocol: "tcp",
    fromPort: 6380,
    toPort: 6380,
    description: "ElastiCache nodes replicate from here",
    referencedSecurityGroupId: "sg-target",
  });
});

test("the application reaches the target's port by group and by network", async () => {
  const rules = inputsOf(await path("peering"), ingress).filter((rule) => rule["securityGroupId"] === "sg-target");
  const rule = {
    securityGroupId: "sg-target",
    ipProtocol: "tcp",
    fromPort: 6379,
    toPort: 6379,
    description: "The application",
  };
  expect(rules).toStrictEqual([
    { ...rule, cidrIpv4: "10.1.64.0/20" },
    { ...rule, referencedSecurityGroupId: "sg-app" },
  ]);
});

test.each(["peering", "sameVpc"] as const)(
  "no rule is open to the world, to every port or to every protocol: %s",
  async (mode) => {
    const record = await path(mode);
    const rules = [...inputsOf(record, ingress), ...inputsOf(record, egress)];
    expect(rules).toHaveLength(5);
    for (const rule of rules) {
      expect(["cidrIpv4", "referencedSecurityGroupId"].filter((key) => rule[key] !== undefined)).toHaveLength(1);
      expect(rule["cidrIpv4"]).not.toBe("0.0.0.0/0");
      expect(rule).not.toHaveProperty("cidrIpv6");
      expect([rule["ipProtocol"], rule["toPort"]]).toStrictEqual(["tcp", rule["fromPort"]]);
    }
  },
);

describe("guarded", () => {
  test("everything waits for the journal, and rules that name another VPC's group for the peering and its routes", async () => {
    const record = await path("peering");
    for (const one of record.made) expect(dependenciesOf(one), one.name).toContain(record.journal);
    const waits = (name: string) => record.made.filter((one) => one.name === name).flatMap(dependenciesOf).length;
    expect([waits("path-into-source"), waits("application-sg-app"), waits("application-10.1.64.0/20")]).toStrictEqual([
      7, 7, 1,
    ]);
  });

  test("frozen, each resource ignores changes of everything that it was given", async () => {
    const { made } = await path("peering", { frozen: true, protect: true });
    for (const { name, inputs, options } of made) {
      expect(options.ignoreChanges, name).toStrictEqual(expect.arrayContaining(Object.keys(inputs)));
    }
  });

  test("the path can be removed: it is never protected", async () => {
    const { made } = await path("peering");
    expect(made.filter((one) => one.options.protect === true)).toStrictEqual([]);
  });
});
