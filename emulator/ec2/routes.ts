// Routes as EC2's actions read them from a request, find them in a table and show them.
import type { CreateRouteCommandInput, DeleteRouteCommandInput, Route as Shown } from "@aws-sdk/client-ec2";
import { canonicalCidr, holds, isCidr } from "./cidr.ts";
import {
  invalidParameter,
  invalidParameterCombination,
  missingParameter,
  notEmulated,
  peeringNotFound,
  routeTableNotFound,
  transitGatewayNotFound,
} from "./faults.ts";
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

/**
 * The one target of a new route. A peering must join this table's VPC; one that is not accepted yet is allowed. A transit
 * gateway must be attached to it.
 */
export function targetOf(input: CreateRouteCommandInput, table: RouteTable, state: Ec2State): RouteTarget {
  const targets = [input.GatewayId, input.TransitGatewayId, input.VpcPeeringConnectionId];
  if (targets.filter((target) => target !== undefined).length > 1) {
    throw invalidParameterCombination("The parameters of more than one route target are specified");
  }
  if (input.GatewayId !== undefined) return { kind: "gateway", gatewayId: input.GatewayId };
  if (input.TransitGatewayId !== undefined) return transitGatewayTarget(input.TransitGatewayId, table, state);
  const id = input.VpcPeeringConnectionId;
  if (id === undefined)
    throw notEmulated("a route to anything but a peering connection, a transit gateway or a gateway");
  const peering = state.peeringConnections.get(id);
  const usable = peering?.status === "active" || peering?.status === "pending-acceptance";
  if (peering === undefined || !usable) throw peeringNotFound(id);
  if (![peering.requester.vpcId, peering.accepter.vpcId].includes(table.vpcId)) {
    throw invalidParameter(`route table ${table.id} and network gateway ${id} belong to different networks`);
  }
  return { kind: "peering", peeringConnectionId: id };
}

function transitGatewayTarget(transitGatewayId: string, table: RouteTable, state: Ec2State): RouteTarget {
  if (!isAttached(transitGatewayId, table.vpcId, state)) throw transitGatewayNotFound(transitGatewayId);
  return { kind: "transitGateway", transitGatewayId };
}

function isAttached(transitGatewayId: string, vpcId: string, state: Ec2State): boolean {
  const attachments = state.transitGateways.get(transitGatewayId)?.attachments ?? [];
  return attachments.some((attachment) => attachment.vpcId === vpcId);
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

/** Whether a route leads anywhere: what it points to is there, and works. */
export function shownRoute(route: Route, table: RouteTable, state: Ec2State): Shown {
  const DestinationCidrBlock = route.destinationCidr;
  const { target } = route;
  switch (target.kind) {
    case "local":
      return { DestinationCidrBlock, GatewayId: "local", Origin: "CreateRouteTable", State: "active" };
    case "gateway":
      return { DestinationCidrBlock, GatewayId: target.gatewayId, Origin: "CreateRoute", State: "active" };
    case "transitGateway":
      return {
        DestinationCidrBlock,
        TransitGatewayId: target.transitGatewayId,
        Origin: "CreateRoute",
        State: isAttached(target.transitGatewayId, table.vpcId, state) ? "active" : "blackhole",
      };
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
