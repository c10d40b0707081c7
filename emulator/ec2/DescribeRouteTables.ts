import type { DescribeRouteTablesCommandInput, DescribeRouteTablesCommandOutput } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { routeTableNotFound } from "./faults.ts";
import { chosen, passes } from "./filters.ts";
import { shownRoute } from "./routes.ts";
import { tagsOf } from "./tags.ts";

export function describeRouteTables(
  input: DescribeRouteTablesCommandInput,
  at: Place,
): Omit<DescribeRouteTablesCommandOutput, "$metadata"> {
  const state = at.ec2;
  const tables = chosen(state.routeTables, input.RouteTableIds, routeTableNotFound).filter((table) =>
    passes(input.Filters, state, table.id, (name) => {
      if (name === "route-table-id") return [table.id];
      if (name === "vpc-id") return [table.vpcId];
      if (name === "association.main") return [String(table.main)];
      return name === "association.subnet-id"
        ? table.associations.flatMap(({ subnetId }) => (subnetId === undefined ? [] : [subnetId]))
        : undefined;
    }),
  );
  return {
    RouteTables: tables.map((table) => ({
      RouteTableId: table.id,
      VpcId: table.vpcId,
      OwnerId: state.account,
      Associations: table.associations.map(({ id, subnetId }) => ({
        RouteTableAssociationId: id,
        RouteTableId: table.id,
        Main: subnetId === undefined,
        ...(subnetId === undefined ? {} : { SubnetId: subnetId }),
        AssociationState: { State: "associated" },
      })),
      PropagatingVgws: [],
      Routes: table.routes.map((route) => shownRoute(route, state)),
      Tags: tagsOf(state, table.id),
    })),
  };
}
