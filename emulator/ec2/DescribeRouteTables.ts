import type { DescribeRouteTablesCommandInput, DescribeRouteTablesCommandOutput, Route } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { routeTableNotFound } from "./faults.ts";
import { chosen, passes } from "./filters.ts";
import type { FilterValues } from "./filters.ts";
import { pageOf } from "./paging.ts";
import { shownRoute } from "./routes.ts";
import { tagsOf } from "./tags.ts";

export function describeRouteTables(
  input: DescribeRouteTablesCommandInput,
  at: Place,
): Omit<DescribeRouteTablesCommandOutput, "$metadata"> {
  const state = at.ec2;
  const tables = chosen(state.routeTables, input.RouteTableIds, routeTableNotFound).filter((table) =>
    passes(input.Filters, state, table.id, {
      "route-table-id": [table.id],
      "vpc-id": [table.vpcId],
      "owner-id": [state.account],
      "association.main": table.associations.map(({ subnetId }) => String(subnetId === undefined)),
      "association.route-table-id": table.associations.length > 0 ? [table.id] : [],
      "association.route-table-association-id": table.associations.map(({ id }) => id),
      "association.subnet-id": table.associations.flatMap(({ subnetId }) => subnetId ?? []),
      ...routeFilters(table.routes.map((route) => shownRoute(route, table, state))),
    }),
  );
  const { page, ...next } = pageOf(tables, input, input.RouteTableIds, 100);
  return {
    ...next,
    RouteTables: page.map((table) => ({
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
      Routes: table.routes.map((route) => shownRoute(route, table, state)),
      Tags: tagsOf(state, table.id),
    })),
  };
}

function routeFilters(routes: readonly Route[]): FilterValues {
  return {
    "route.destination-cidr-block": routes.flatMap(({ DestinationCidrBlock }) => DestinationCidrBlock ?? []),
    "route.gateway-id": routes.flatMap(({ GatewayId }) => GatewayId ?? []),
    "route.transit-gateway-id": routes.flatMap(({ TransitGatewayId }) => TransitGatewayId ?? []),
    "route.vpc-peering-connection-id": routes.flatMap(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId ?? []),
    "route.state": routes.flatMap(({ State }) => State ?? []),
  };
}
