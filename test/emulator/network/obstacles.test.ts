// One broken element at a time, between the nodes of a target and its source: what is named is what is broken.
import { expect, test } from "vitest";
import {
  block,
  dropRoute,
  entry,
  group,
  guard,
  joinByGateway,
  network,
  route,
  rule,
  setRules,
} from "./peeredNetwork.ts";
import type { Network } from "./peeredNetwork.ts";

const anywhere = block("0.0.0.0/0");
const inFrom = "let no tcp traffic in to port 6379 from 10.1.0.0/24 (subnet-a) or from sg-nodes";
const noWayOut = "let no tcp traffic out to 10.0.0.241 port 6379";

/** A subnet of the source that answers on ephemeral ports only to where `cidr` and the ports say. */
const answersTo = (it: Network, change: object): void => {
  guard(it.source, "subnet-s", [entry("ingress", "allow"), entry("egress", "allow", { protocol: "tcp", ...change })]);
};

test.each<[string, (it: Network) => void, string, string]>([
  ["the target's group lets nothing out", (it) => setRules(it.target, "sg-nodes", []), "sg-nodes", noWayOut],
  [
    "the target's group lets another port out",
    (it) => setRules(it.target, "sg-nodes", [rule("egress", anywhere, { fromPort: 6380, toPort: 6380 })]),
    "sg-nodes",
    noWayOut,
  ],
  [
    "the target's group lets out to other addresses",
    (it) => setRules(it.target, "sg-nodes", [rule("egress", block("10.0.0.0/25"))]),
    "sg-nodes",
    noWayOut,
  ],
  ["the source's group lets nothing in", (it) => setRules(it.source, "sg-source", []), "sg-source", inFrom],
  [
    "the source's group lets another port in",
    (it) => setRules(it.source, "sg-source", [rule("ingress", anywhere, { fromPort: 6380, toPort: 6380 })]),
    "sg-source",
    inFrom,
  ],
  [
    "the source's group lets another group in",
    (it) => setRules(it.source, "sg-source", [rule("ingress", group("sg-other"))]),
    "sg-source",
    inFrom,
  ],
  [
    "the source's group lets other addresses in",
    (it) => setRules(it.source, "sg-source", [rule("ingress", block("10.1.0.0/25"))]),
    "sg-source",
    inFrom,
  ],
  [
    "the way there is missing",
    (it) => dropRoute(it.target, "rtb-a", "10.0.0.0/16"),
    "rtb-a",
    "has no route to 10.0.0.241 (it serves subnet-a)",
  ],
  [
    "the way there leads to another destination",
    (it) => {
      dropRoute(it.target, "rtb-a", "10.0.0.0/16");
      route(it.target, "rtb-a", "10.9.0.0/16");
    },
    "rtb-a",
    "has no route to 10.0.0.241 (it serves subnet-a)",
  ],
  [
    "the way back is missing",
    (it) => dropRoute(it.source, "rtb-s", "10.1.0.0/16"),
    "rtb-s",
    "has no route to 10.1.0.0/24 (it serves subnet-s)",
  ],
  [
    "the way back leads elsewhere for a part of the nodes",
    (it) => route(it.source, "rtb-s", "10.1.0.128/25", "pcx-gone"),
    "pcx-gone",
    "is gone, not active",
  ],
  [
    "the subnet is associated with another table than the one with the route",
    (it) => {
      const table = it.target.routeTables.get("rtb-a");
      const other = it.target.routeTables.get("rtb-t");
      if (table === undefined || other === undefined) throw new Error("no table");
      it.target.routeTables.set("rtb-a", { ...table, associations: [] });
      it.target.routeTables.set("rtb-other", {
        ...other,
        id: "rtb-other",
        vpcId: "vpc-target",
        main: false,
        associations: table.associations,
      });
    },
    "rtb-other",
    "has no route to 10.0.0.241 (it serves subnet-a)",
  ],
  ...(["pending-acceptance", "rejected", "deleted", "failed"] as const).map(
    (status): [string, (it: Network) => void, string, string] => [
      `the peering is ${status}`,
      (it) => {
        it.peering.status = status;
      },
      "pcx-1",
      `is ${status}, not active`,
    ],
  ),
  [
    "an ACL of the nodes lets nothing out",
    (it) => guard(it.target, "subnet-a", [entry("ingress", "allow")]),
    "acl-guard",
    "lets not all tcp traffic out to 10.0.0.241, port 6379 (it serves subnet-a)",
  ],
  [
    "an ACL of the source lets the nodes not in",
    (it) =>
      guard(it.source, "subnet-s", [
        entry("ingress", "deny", { ruleNumber: 99, cidr: "10.1.0.0/25" }),
        entry("ingress", "allow"),
        entry("egress", "allow"),
      ]),
    "acl-guard",
    "lets not all tcp traffic in from 10.1.0.0/24, port 6379 (it serves subnet-s)",
  ],
  [
    "an ACL of the source lets no answer out",
    (it) => guard(it.source, "subnet-s", [entry("ingress", "allow")]),
    "acl-guard",
    "lets not all tcp traffic out to 10.1.0.0/24, ports 1024-65535 (it serves subnet-s)",
  ],
  [
    "an ACL of the source answers on the port of the server only",
    (it) => answersTo(it, { fromPort: 6379, toPort: 6379 }),
    "acl-guard",
    "lets not all tcp traffic out to 10.1.0.0/24, ports 1024-65535 (it serves subnet-s)",
  ],
  [
    "an ACL of the nodes lets no answer in",
    (it) =>
      guard(it.target, "subnet-a", [
        entry("egress", "allow"),
        entry("ingress", "allow", { protocol: "tcp", fromPort: 0, toPort: 32_767 }),
      ]),
    "acl-guard",
    "lets not all tcp traffic in from 10.0.0.241, ports 1024-65535 (it serves subnet-a)",
  ],
  [
    "the transit gateway has no attachment of the target",
    (it) => joinByGateway(it, ["vpc-source"]),
    "tgw-1",
    "has no attachment of vpc-target",
  ],
  [
    "the transit gateway has no attachment of the source",
    (it) => joinByGateway(it, ["vpc-target"]),
    "tgw-1",
    "has no attached VPC with 10.0.0.241",
  ],
  [
    "the source's group names the nodes' group across a transit gateway",
    (it) => {
      joinByGateway(it, ["vpc-target", "vpc-source"]);
      setRules(it.source, "sg-source", [rule("ingress", group("sg-nodes"))]);
    },
    "sg-source",
    "let no tcp traffic in to port 6379 from 10.1.0.0/24 (subnet-a)",
  ],
  [
    "no instance has the address",
    (it) => it.source.instances.delete("i-source"),
    "10.0.0.241",
    "is no instance's address in vpc-source",
  ],
])("stopped where %s", (_what, breaks, element, reason) => {
  const it = network();
  expect(it.reach()).toStrictEqual({ ok: true, instanceId: "i-source" });
  breaks(it);
  expect(it.reach()).toStrictEqual({ ok: false, element, reason });
});

test.each<[string, (it: Network) => void]>([
  ["a transit gateway that both VPCs are attached to", (it) => joinByGateway(it, ["vpc-target", "vpc-source"])],
  ["an ACL that answers on every ephemeral port", (it) => answersTo(it, { fromPort: 1024, toPort: 65_535 })],
  [
    "rules whose blocks cover the nodes together",
    (it) =>
      setRules(
        it.source,
        "sg-source",
        ["10.1.0.0/24", "10.1.1.0/25", "10.1.1.128/25"].map((cidr) => rule("ingress", block(cidr))),
      ),
  ],
  [
    "routes back whose blocks cover the nodes together",
    (it) => {
      dropRoute(it.source, "rtb-s", "10.1.0.0/16");
      for (const cidr of ["10.1.0.0/25", "10.1.0.128/25", "10.1.1.0/24"]) route(it.source, "rtb-s", cidr);
    },
  ],
])("not stopped by %s", (_what, changes) => {
  const it = network();
  changes(it);
  expect(it.reach()).toStrictEqual({ ok: true, instanceId: "i-source" });
});

test("a network ACL has no say within one subnet", () => {
  const it = network();
  it.target.instances.set("i-near", {
    id: "i-near",
    privateIp: "10.1.0.9",
    subnetId: "subnet-a",
    securityGroupIds: ["sg-other"],
  });
  setRules(it.target, "sg-nodes", [rule("egress", anywhere)]);
  setRules(it.target, "sg-other", [rule("ingress", group("sg-nodes"))]);
  guard(it.target, "subnet-a", []);
  expect(it.reach({ subnetIds: ["subnet-a"] }, "10.1.0.9:6379")).toStrictEqual({ ok: true, instanceId: "i-near" });
  expect(it.reach({ subnetIds: ["subnet-b"] }, "10.1.0.9:6379")).toMatchObject({ element: "acl-guard" });
});
