// Routes as EC2's actions read them from a request, find them in a table and show them.
import type { CreateRouteCommandInput, DeleteRouteCommandInput, Route as Shown } from "@aws-sdk/client-ec2";
import { canonicalCidr, holds, isCidr } from "./cidr.ts";
import { invalidParameter, missingParameter, notEmulated, peeringNotFound, routeTableNotFound } from "./faults.ts";
import type { Route, RouteTable, RouteTarget } from "./model.ts";
import type { Ec2State } from "./state.ts";

export function routeTable(state: Ec2State, id: string | undefined): RouteTable {
  if (id === undefined) throw missingParameter("routeTableId");
  const table = state.routeTables.get(id);
  if (table === undefined) throw routeTableNotFound(id);
  return table;
}

export function destinationOf(input: DeleteRouteCommandInput): string {
  if (input.DestinationIpv6CidrBlock !== undefined) throw notEmulated("IPv6 routes");
  if (input.DestinationPrefixListId !== undefined) throw notEmulated("routes to prefix lists");
  const cidr = input.DestinationCidrBlock;
  if (cidr === undefined) throw missingParameter("destinationCidrBlock");
  if (!isCidr(cidr))
    throw invalidParameter(
      `Value (${cidr}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
    );
  return canonicalCidr(cidr);
}

/** The target of a new route. A peering must join this table's VPC; one that is not accepted yet is allowed. */
export function targetOf(input: CreateRouteCommandInput, table: RouteTable, state: Ec2State): RouteTarget {
  if (input.GatewayId !== undefined) return { kind: "gateway", gatewayId: input.GatewayId };
  const id = input.VpcPeeringConnectionId;
  if (id === undefined) throw notEmulated("a route to anything but a peering connection or a gateway");
  const peering = state.peeringConnections.get(id);
  const usable = peering?.status === "active" || peering?.status === "pending-acceptance";
  if (peering === undefined || !usable) throw peeringNotFound(id);
  if (![peering.requester.vpcId, peering.accepter.vpcId].includes(table.vpcId)) {
    throw invalidParameter(`route table ${table.id} and network gateway ${id} belong to different networks`);
  }
  return { kind: "peering", peeringConnectionId: id };
}

/** EC2 keeps traffic inside the VPC local: a peering may not take a part of the VPC's own blocks. */
export function requireOutside(destination: string, table: RouteTable, state: Ec2State): void {
  const inside = state.vpcs.get(table.vpcId)?.cidrs.some((cidr) => holds(cidr, destination)) ?? false;
  if (!inside) return;
  throw invalidParameter(
    `The destination CIDR block ${destination} is equal to or more specific than one of this VPC's CIDR blocks. ` +
      "This route can target only an interface or an instance.",
  );
}

export function routeTo(table: RouteTable, destination: string): Route | undefined {
  return table.routes.find((route) => route.destinationCidr === destination);
}

export function shownRoute(route: Route, state: Ec2State): Shown {
  const DestinationCidrBlock = route.destinationCidr;
  const { target } = route;
  switch (target.kind) {
    case "local":
      return { DestinationCidrBlock, GatewayId: "local", Origin: "CreateRouteTable", State: "active" };
    case "gateway":
      return { DestinationCidrBlock, GatewayId: target.gatewayId, Origin: "CreateRoute", State: "active" };
    case "peering": {
      const active = state.peeringConnections.get(target.peeringConnectionId)?.status === "active";
      return {
        DestinationCidrBlock,
        VpcPeeringConnectionId: target.peeringConnectionId,
        Origin: "CreateRoute",
        State: active ? "active" : "blackhole",
      };
    }
  }
}
