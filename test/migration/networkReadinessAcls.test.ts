import { describe, expect, test } from "vitest";
import { networkReadiness } from "../../migration/networkReadiness.ts";
import { entry, networkPlan, networkReading, openAcl, read, type NetworkChange } from "./networkSamples.ts";
import { findingsOf, inShort, whole, type Broken, type Told } from "./networkTold.ts";

const acl = (id: string) =>
  ({
    code: "network-acl",
    severity: "blocking",
    expected: "entries that allow it, numbered before any that denies it",
    remedy: `add them (aws ec2 create-network-acl-entry --network-acl-id ${id} …): the program changes no network ACL`,
  }) as const satisfies Partial<Told>;
const ofTarget = "acl-t (of subnet-t1, subnet-t2) refuses TCP";
const ofSource = "acl-s (of subnet-s1, subnet-s2) refuses TCP";

/** An open ACL with an entry before the others. */
const withDenial = (egress: boolean, change: Partial<Parameters<typeof entry>[2]>) => [
  entry(90, egress, { allow: false, ...change }),
  ...openAcl,
];
const port = (from: number, to = from) => ({ protocol: "6", fromPort: from, toPort: to });

describe("one broken direction of one ACL is one finding", () => {
  const table: readonly Broken[] = [
    {
      name: "the target's ACL lets nothing out to the source's port",
      shape: "peering",
      change: { targetAcl: withDenial(true, { ...port(6379), cidr: "10.1.0.0/24" }) },
      ...acl("acl-t"),
      found: `${ofTarget} out to 10.1.0.241 on port 6379: rule 90`,
    },
    {
      name: "the target's ACL refuses the answers",
      shape: "peering",
      change: { targetAcl: withDenial(false, { ...port(40_000, 50_000), cidr: "10.1.0.241/32" }) },
      ...acl("acl-t"),
      found: `${ofTarget} in from 10.1.0.241 on ports 1024-65535 (40000 for one): rule 90`,
    },
    {
      name: "the target's ACL refuses answers to ports that Linux does not choose by itself",
      shape: "peering",
      change: { targetAcl: withDenial(false, port(1024, 32_767)) },
      ...acl("acl-t"),
      severity: "warning",
      found: `${ofTarget} in from 10.1.0.241 on ports 1024-65535 (1024 for one): rule 90`,
    },
    {
      name: "the source's ACL lets nothing in to its port",
      shape: "transitGateway",
      change: { sourceAcl: [entry(100, false, { ...port(6380, 65_535) }), ...openAcl.filter((one) => one.egress)] },
      ...acl("acl-s"),
      found: `${ofSource} in from 10.0.1.0/24 on port 6379: no entry is for it; in from 10.0.2.0/24 on port 6379: no entry is for it`,
    },
    {
      name: "the source's ACL lets no answer out to one of the target's subnets",
      shape: "otherAccount",
      change: {
        sourceAcl: [
          entry(100, false),
          entry(100, true, { cidr: "10.0.1.0/24" }),
          entry(32_767, true, { allow: false }),
        ],
      },
      ...acl("acl-s"),
      found: `${ofSource} out to 10.0.2.0/24 on ports 1024-65535 (32768 for one): rule *`,
    },
    {
      name: "the source's ACL lets answers out to a part of the ports only",
      shape: "peering",
      change: { sourceAcl: [entry(100, false), entry(100, true, port(1024, 50_000))] },
      ...acl("acl-s"),
      found:
        `${ofSource} out to 10.0.1.0/24 on ports 1024-65535 (50001 for one): no entry is for it; ` +
        "out to 10.0.2.0/24 on ports 1024-65535 (50001 for one): no entry is for it",
    },
    {
      name: "the source's ACL admits a half of a target's subnet",
      shape: "sameVpc",
      change: { sourceAcl: withDenial(false, { cidr: "10.0.2.128/25" }) },
      ...acl("acl-s"),
      found: `${ofSource} in from 10.0.2.0/24 on port 6379: rule 90`,
    },
  ];
  test.each(table)("$name", ({ shape, change, path, ...told }) => {
    expect(findingsOf(shape, change, path)).toStrictEqual([whole(told)]);
  });
});

test("the first entry that is for a packet decides, whatever order AWS tells them in", () => {
  const allowedBefore: NetworkChange = {
    targetAcl: [entry(95, true, { allow: false }), ...openAcl, entry(90, true, { ...port(6379), cidr: "10.1.0.0/16" })],
  };
  expect(findingsOf("peering", allowedBefore)).toStrictEqual([]);
});

test("entries of another protocol, direction or port refuse nothing", () => {
  const others = [
    entry(80, true, { allow: false, protocol: "17" }),
    entry(81, true, { ...port(22), allow: false }),
    entry(82, false, { ...port(6379), allow: false, cidr: "192.168.0.0/16" }),
  ];
  expect(findingsOf("peering", { targetAcl: [...others, ...openAcl] })).toStrictEqual([]);
});

test("what stays inside of one subnet passes no ACL", () => {
  const reading = networkReading("sameVpc", { targetAcl: [] });
  const subnets = read([{ id: "subnet-t1", cidr: "10.0.0.0/24", zone: "us-east-1a" }]);
  const { routeTables, acls } = reading.target;
  const together = {
    ...reading,
    target: { ...reading.target, subnets },
    source: { ...reading.source, subnets, routeTables, acls },
  };
  expect(networkReadiness(networkPlan("sameVpc"), together)).toStrictEqual([]);
});

test("one ACL of both sides is one finding", () => {
  const closed = [entry(32_767, true, { allow: false }), ...openAcl.filter((one) => !one.egress)];
  const reading = networkReading("sameVpc");
  const acl = (subnetIds: readonly string[]) => read([{ id: "acl-1", subnetIds, entries: closed }]);
  const shared = {
    ...reading,
    target: { ...reading.target, acls: acl(["subnet-t1", "subnet-t2"]) },
    source: { ...reading.source, acls: acl(["subnet-s1", "subnet-s2"]) },
  };
  expect(inShort(networkReadiness(networkPlan("sameVpc"), shared))).toStrictEqual([
    "network-acl: blocking: acl-1 (of subnet-t1, subnet-t2, subnet-s1, subnet-s2) refuses TCP " +
      "out to 10.0.0.241 on port 6379: rule *; " +
      "out to 10.0.1.0/24 on ports 1024-65535 (32768 for one): rule *; " +
      "out to 10.0.2.0/24 on ports 1024-65535 (32768 for one): rule *",
  ]);
});

test("where an ACL lets only some addresses of a name through, that is not known", () => {
  const plan = networkPlan("peering");
  const named = { ...plan, source: { ...plan.source, host: "cache.internal" } };
  const change = { targetAcl: withDenial(true, { ...port(6379), cidr: "10.1.3.0/24" }) };
  expect(inShort(networkReadiness(named, networkReading("peering", change)))).toStrictEqual([
    `network-acl: unknown: ${ofTarget} out to cache.internal on port 6379: rule 90`,
  ]);
});
