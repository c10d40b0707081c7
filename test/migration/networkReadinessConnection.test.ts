import { expect, test } from "vitest";
import type { ConnectionReading } from "../../migration/networkReading.ts";
import { peering } from "./networkSamples.ts";
import { findingsOf, whole, type Broken } from "./networkTold.ts";

const told = {
  code: "network-peering",
  severity: "blocking",
  expected: "an active peering connection between vpc-t and vpc-s",
} as const;
const existing = { mode: "existing", peeringConnectionId: "pcx-1" } as const;
const anew = "let the program make it anew (pulumi refresh, then pulumi up, in prepare)";
const other = "set network.peeringConnectionId to the connection that joins them and is active";
const accept = "aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id pcx-1";
const table: readonly (Omit<Broken, "change" | "shape"> & { readonly connection: ConnectionReading })[] = [
  {
    ...told,
    name: "is missing",
    connection: peering(""),
    found: "no peering connection between vpc-t and vpc-s",
    remedy: anew,
  },
  {
    ...told,
    name: "is missing where one is configured",
    connection: peering(""),
    path: existing,
    found: "there is no pcx-1",
    remedy: other,
  },
  { ...told, name: "was deleted", connection: peering("deleted"), found: "pcx-1 is deleted", remedy: anew },
  {
    ...told,
    name: "was rejected where one is configured",
    connection: peering("rejected"),
    path: existing,
    found: "pcx-1 is rejected",
    remedy: other,
  },
  {
    ...told,
    name: "waits to be accepted",
    connection: peering("pending-acceptance"),
    found: "pcx-1 is pending-acceptance",
    remedy: `accept it in the source's account and region (${accept}), or run pulumi up in prepare, which does`,
  },
  {
    ...told,
    name: "waits to be accepted where one is configured",
    connection: peering("pending-acceptance"),
    path: existing,
    found: "pcx-1 is pending-acceptance",
    remedy: `let the accepter's owner accept it (${accept})`,
  },
  {
    ...told,
    name: "is still being made",
    connection: peering("provisioning"),
    found: "pcx-1 is provisioning",
    remedy: "wait a minute and run pulumi up again",
  },
  {
    ...told,
    name: "joins other VPCs",
    connection: peering("active", ["vpc-t", "vpc-x"]),
    path: existing,
    found: "pcx-1 joins vpc-t and vpc-x",
    remedy: other,
  },
];
test.each(table)("a connection that $name", ({ connection, path, ...finding }) => {
  expect(findingsOf("peering", { connection }, path)).toStrictEqual([whole(finding)]);
});
