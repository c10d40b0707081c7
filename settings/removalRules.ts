// When the migration's path must not go: `network.afterMigration: remove` where the application's way goes with it.
import { overlap } from "../migration/networks.ts";
import type { Fault } from "./fault.ts";
import type { Settings } from "./schema.ts";

/**
 * An application in the source's network comes over the connection, and would lose its way to the target with it. Its
 * route tables and networks tell; security groups do not say where they are, so for those the operator has to know.
 *
 * @returns undefined, or what would be cut off
 */
export function removalFault({
  network: { afterMigration, mode },
  source,
  application: { routeTableIds, cidrs },
}: {
  readonly network: Pick<Settings["network"], "afterMigration" | "mode">;
  readonly source: Pick<Settings["source"], "cidrs">;
  readonly application: Pick<Settings["application"], "routeTableIds" | "cidrs">;
}): Fault | undefined {
  // Over a connection that exists, the application keeps the routes of the tables that are named for it.
  const keepsRoutes = mode === "existing" && routeTableIds.length > 0;
  if (afterMigration === "keep" || mode === "sameVpc" || keepsRoutes) return undefined;
  const inSource = cidrs.filter((cidr) => source.cidrs.some((theirs) => overlap(cidr, theirs)));
  const cutOff = [
    ...(routeTableIds.length === 0 ? [] : [`application.routeTableIds ${routeTableIds.join(", ")}`]),
    ...(inSource.length === 0 ? [] : [`application.cidrs ${inSource.join(", ")} in the source's network`]),
  ];
  if (cutOff.length === 0) return undefined;
  const remedy = mode === "peering" ? "keep" : "keep, or application.routeTableIds with the application's tables";
  return {
    key: "network.afterMigration",
    found: afterMigration,
    expected: `${remedy}: the application reaches the target over this connection (${cutOff.join("; ")})`,
  };
}
