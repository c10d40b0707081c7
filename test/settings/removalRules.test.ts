import { describe, expect, test } from "vitest";
import { removalFault } from "../../settings/removalRules.ts";
import { parseSettings } from "../../settings.ts";
import { faults } from "./faults.ts";
import { whole } from "./whole.ts";

const ids = { connection: "pcx-0a1b2c3d4e5f60051", otherTable: "rtb-0a1b2c3d4e5f60029" };
const removing = { "network.afterMigration": "remove" };
const existing = { ...removing, "network.mode": "existing", "network.peeringConnectionId": ids.connection };
/** The rule alone: as a whole such a configuration is refused. */
const fault = ({
  "network.afterMigration": afterMigration = "keep",
  ...changes
}: Readonly<Record<string, unknown>>) => {
  const { network, source, application } = parseSettings(whole(changes));
  return removalFault({
    network: { ...network, afterMigration: afterMigration as "keep" | "remove" },
    source,
    application,
  });
};

test("the configuration as a whole is refused by the key's name", () => {
  const lines = faults(whole({ ...removing, "application.routeTableIds": [ids.otherTable] }));
  expect(lines.map((line) => line.split(":")[0])).toStrictEqual(["network.afterMigration"]);
});

describe("refused, because the application's way goes with the path:", () => {
  test("route tables over a peering that is made here", () => {
    expect(fault({ ...removing, "application.routeTableIds": [ids.otherTable] })).toStrictEqual({
      key: "network.afterMigration",
      found: "remove",
      expected: `keep: the application reaches the target over this connection (application.routeTableIds ${ids.otherTable})`,
    });
  });

  test("networks of the source, named together with the tables", () => {
    const changes = { "application.cidrs": ["10.0.64.0/20", "10.1.64.0/20"] };
    expect(fault({ ...removing, ...changes, "application.routeTableIds": [ids.otherTable] })?.expected).toBe(
      "keep: the application reaches the target over this connection " +
        `(application.routeTableIds ${ids.otherTable}; application.cidrs 10.0.64.0/20 in the source's network)`,
    );
  });

  test("networks of the source over a connection that exists, unless their tables are named", () => {
    const changes = { ...existing, "application.cidrs": ["10.0.64.0/20"] };
    expect(fault(changes)).toStrictEqual({
      key: "network.afterMigration",
      found: "remove",
      expected:
        "keep, or application.routeTableIds with the application's tables: the application reaches the target over " +
        "this connection (application.cidrs 10.0.64.0/20 in the source's network)",
    });
    expect(fault({ ...changes, "application.routeTableIds": [ids.otherTable] })).toBeUndefined();
  });
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ["the path is kept", { "application.routeTableIds": [ids.otherTable] }],
  ["the application is in the target's network", { ...removing, "application.cidrs": ["10.1.64.0/20"] }],
  ["groups alone are named: where they are is not known", removing],
  [
    "there is one VPC",
    {
      ...removing,
      "network.mode": "sameVpc",
      "target.vpcId": "vpc-0a1b2c3d4e5f60001",
      "application.cidrs": ["10.0.64.0/20"],
    },
  ],
  ["the connection stays anyway", { ...existing, "application.routeTableIds": [ids.otherTable] }],
])("not refused: %s", (_, changes) => {
  expect(fault(changes)).toBeUndefined();
});
