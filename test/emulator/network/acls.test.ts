// Network ACLs: the lowest number that matches decides, for each part of the traffic by itself.
import { expect, test } from "vitest";
import { aclLets } from "../../../emulator/network/acls.ts";
import type { NetworkAclEntry } from "../../../emulator/ec2/model.ts";
import { entry } from "./peeredNetwork.ts";

const lets = (entries: readonly NetworkAclEntry[], change: object = {}): boolean =>
  aclLets({ id: "acl-1", vpcId: "vpc-1", isDefault: false, associations: [], entries }, "ingress", {
    cidr: "10.1.0.0/24",
    fromPort: 1_024,
    toPort: 65_535,
    ...change,
  });
const tcp = { protocol: "tcp" } as const;
const allow = (change: Partial<NetworkAclEntry> = {}) => entry("ingress", "allow", change);
const deny = (change: Partial<NetworkAclEntry> = {}) => entry("ingress", "deny", { ruleNumber: 50, ...change });

test.each<[string, boolean, NetworkAclEntry[]]>([
  ["no entry", false, []],
  ["an entry of the other direction", false, [entry("egress", "allow")]],
  ["an entry of another protocol", false, [allow({ protocol: "udp" })]],
  ["a denial of another protocol", true, [deny({ protocol: "udp" }), allow()]],
  ["an entry for everything", true, [allow()]],
  ["a denial before it", false, [allow(), deny({ cidr: "10.1.0.7/32" })]],
  ["a denial after it", true, [deny({ ruleNumber: 101 }), allow()]],
  ["a denial of other addresses before it", true, [deny({ cidr: "10.1.1.0/24" }), allow()]],
  ["a denial of lower ports before it", true, [deny({ ...tcp, fromPort: 0, toPort: 1_023 }), allow()]],
  ["a denial of the last port before it", false, [deny({ ...tcp, fromPort: 65_535, toPort: 65_535 }), allow()]],
  [
    "a denial of what has been allowed already",
    true,
    [allow({ ruleNumber: 10, cidr: "10.1.0.0/25" }), deny({ cidr: "10.1.0.64/26" }), allow()],
  ],
  ["a part of the ports", false, [allow({ ...tcp, fromPort: 1_025, toPort: 65_535 })]],
  [
    "ports and blocks that cover it together",
    true,
    [
      allow({ ...tcp, ruleNumber: 1, fromPort: 0, toPort: 40_000 }),
      allow({ ...tcp, ruleNumber: 2, fromPort: 40_001, toPort: 65_535, cidr: "10.1.0.0/25" }),
      allow({ ...tcp, ruleNumber: 3, fromPort: 30_000, toPort: 65_535, cidr: "10.1.0.128/25" }),
    ],
  ],
])("with %s it is %s that all of the traffic gets through", (_what, expected, entries) => {
  expect(lets(entries)).toBe(expected);
});

test("a single port is held to the entries for that port", () => {
  const entries = [allow({ ...tcp, fromPort: 6_379, toPort: 6_379 })];
  expect(lets(entries, { fromPort: 6_379, toPort: 6_379 })).toBe(true);
  expect(lets(entries, { fromPort: 6_380, toPort: 6_380 })).toBe(false);
});
