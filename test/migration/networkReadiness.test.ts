import { describe, expect, test } from "vitest";
import { networkReadiness } from "../../migration/networkReadiness.ts";
import type { NetworkReading, SideReading, Unread } from "../../migration/networkReading.ts";
import { denied, networkPlan, networkReading, peering, shapes } from "./networkSamples.ts";
import { findingsOf, inShort, whole } from "./networkTold.ts";

test.each(shapes)("nothing is found where nothing stands in the way: %s", (shape) => {
  expect(findingsOf(shape)).toStrictEqual([]);
});

describe("what cannot be read", () => {
  const side = (unread: Unread): SideReading => ({
    securityGroups: unread,
    subnets: unread,
    routeTables: unread,
    acls: unread,
  });
  const message = "UnauthorizedOperation: You are not authorized to perform this operation.";

  test("a side in whose account no role can be assumed is one finding, and the other side is judged", () => {
    const reading = { ...networkReading("otherAccount", { targetEgress: [] }), source: side(denied("sts:AssumeRole")) };
    const [unread, ...others] = networkReadiness(networkPlan("otherAccount"), reading);
    const role = "arn:aws:iam::210987654321:role/migration";
    expect(unread).toStrictEqual(
      whole({
        code: "network-unread",
        severity: "unknown",
        found: `the source's security groups, subnets, route tables, network ACLs: sts:AssumeRole is denied (${message})`,
        expected: "an answer, without which what depends on it is not judged",
        remedy: `allow sts:AssumeRole on ${role} to the identity that runs pulumi up, and let the role trust it`,
      }),
    );
    expect(inShort(others)).toStrictEqual([
      "network-target-egress: blocking: sg-target has no egress rule for 10.1.0.241:6379",
    ]);
  });

  test("each call that is denied or failed is named with what would allow it", () => {
    const healthy = networkReading("otherAccount");
    const late = {
      kind: "unread",
      action: "ec2:DescribeRouteTables",
      denied: false,
      why: "no answer within 20 s",
    } as const;
    const reading: NetworkReading = {
      ...healthy,
      target: { ...healthy.target, acls: denied("ec2:DescribeNetworkAcls") },
      source: { ...healthy.source, routeTables: late, acls: denied("ec2:DescribeNetworkAcls") },
    };
    expect(
      networkReadiness(networkPlan("otherAccount"), reading).map(({ found, remedy }) => ({ found, remedy })),
    ).toStrictEqual([
      {
        found: `the target's network ACLs: ec2:DescribeNetworkAcls is denied (${message})`,
        remedy: "allow ec2:DescribeNetworkAcls to the identity that runs pulumi up",
      },
      {
        found:
          "the source's route tables: ec2:DescribeRouteTables fails (no answer within 20 s); " +
          `the source's network ACLs: ec2:DescribeNetworkAcls is denied (${message})`,
        remedy:
          "mend what AWS names, or run pulumi up again if it was out of reach (ec2:DescribeRouteTables); " +
          "allow ec2:DescribeNetworkAcls to arn:aws:iam::210987654321:role/migration",
      },
    ]);
  });

  /** Broken in every part: what is judged, and what is not, shows. */
  const broken = networkReading("peering", {
    targetEgress: [],
    targetIngress: [],
    sourceIngress: [],
    targetRoutes: [],
    sourceRoutes: [],
    targetAcl: [],
    sourceAcl: [],
    connection: peering("active", ["vpc-x", "vpc-y"]),
  });
  const all = [
    "network-peering",
    "network-target-egress",
    "network-source-ingress",
    "network-route-to-source",
    "network-route-to-target",
    "network-acl",
    "network-acl",
    "application-access",
  ];
  const without = (...codes: readonly string[]) => ["network-unread", ...all.filter((code) => !codes.includes(code))];
  const codesOf = (reading: NetworkReading) =>
    networkReadiness(networkPlan("peering"), reading).map(({ code }) => code);

  test("all findings come at once", () => {
    expect(codesOf(broken)).toStrictEqual(all);
  });

  const no = denied("ec2:Any");
  const routes = ["network-route-to-source", "network-route-to-target"];
  test.each<[string, NetworkReading, readonly string[]]>([
    [
      "the target's groups",
      { ...broken, target: { ...broken.target, securityGroups: no } },
      without("network-target-egress", "network-source-ingress", "application-access"),
    ],
    [
      "the source's groups",
      { ...broken, source: { ...broken.source, securityGroups: no } },
      without("network-source-ingress"),
    ],
    [
      "the target's subnets",
      { ...broken, target: { ...broken.target, subnets: no } },
      without("network-source-ingress", ...routes, "network-acl"),
    ],
    [
      "the source's subnets",
      { ...broken, source: { ...broken.source, subnets: no } },
      without("network-route-to-target", "network-acl"),
    ],
    [
      "the target's tables",
      { ...broken, target: { ...broken.target, routeTables: no } },
      without("network-route-to-source"),
    ],
    ["the source's ACLs", { ...broken, source: { ...broken.source, acls: no } }, without("network-acl")],
    ["the connection", { ...broken, connection: no }, without("network-peering", ...routes)],
  ])("%s: what depends on them is not judged, and all else is", (_, reading, codes) => {
    expect(codesOf(reading)).toStrictEqual(codes);
  });
});
