// Where does the route table of a subnet send an address or a block?
import { halvesOf, holds, isIpv4, prefixBitsOf } from "../ec2/cidr.ts";
import type { Route, RouteTable, Subnet } from "../ec2/model.ts";
import type { Ec2State } from "../ec2/state.ts";
import { broken } from "./answer.ts";
import type { Broken } from "./answer.ts";

export interface Routed {
  readonly ok: true;
  readonly via: "local" | "peering" | "transitGateway";
  readonly tableId: string;
  /** The VPC that the packet arrives in. */
  readonly vpcId: string;
}

/** Longest prefix wins, as on AWS. All of a block has to arrive in one VPC. */
export function routeFrom(state: Ec2State, subnet: Subnet, destination: string): Routed | Broken {
  const table = tableOf(state, subnet);
  if (table === undefined) return broken(subnet.id, `has no route table, and ${subnet.vpcId} has no main one`);
  return routeIn(table, state, subnet, isIpv4(destination) ? `${destination}/32` : destination);
}

function routeIn(table: RouteTable, state: Ec2State, subnet: Subnet, destination: string): Routed | Broken {
  const branches = table.routes.some(
    ({ destinationCidr }) => destinationCidr !== destination && holds(destination, destinationCidr),
  );
  if (!branches) return routeWhole(table, state, subnet, destination);
  const [low, high] = halvesOf(destination);
  const one = routeIn(table, state, subnet, low);
  if (!one.ok) return one;
  const other = routeIn(table, state, subnet, high);
  if (!other.ok || other.vpcId === one.vpcId) return other;
  return broken(table.id, `sends a part of ${destination} to ${one.vpcId} and a part to ${other.vpcId}`);
}

function routeWhole(table: RouteTable, state: Ec2State, subnet: Subnet, destination: string): Routed | Broken {
  const shown = destination.replace(/\/32$/, "");
  const target = mostSpecific(table.routes, destination)?.target;
  if (target === undefined) return broken(table.id, `has no route to ${shown} (it serves ${subnet.id})`);
  switch (target.kind) {
    case "local":
      return { ok: true, via: "local", tableId: table.id, vpcId: subnet.vpcId };
    case "gateway":
      return broken(table.id, `sends ${shown} to ${target.gatewayId}, which leads out of the emulated network`);
    case "peering": {
      const connection = state.peeringConnections.get(target.peeringConnectionId);
      if (connection?.status !== "active") {
        return broken(target.peeringConnectionId, `is ${connection?.status ?? "gone"}, not active`);
      }
      const { requester, accepter } = connection;
      const far = requester.vpcId === subnet.vpcId ? accepter : requester;
      if (!far.cidrs.some((cidr) => holds(cidr, destination))) {
        return broken(connection.id, `leads to ${far.vpcId}, which lacks ${shown}`);
      }
      return { ok: true, via: "peering", tableId: table.id, vpcId: far.vpcId };
    }
    case "transitGateway": {
      const id = target.transitGatewayId;
      const attachments = state.transitGateways.get(id)?.attachments ?? [];
      if (!attachments.some(({ vpcId }) => vpcId === subnet.vpcId)) {
        return broken(id, `has no attachment of ${subnet.vpcId}`);
      }
      const far = attachments.find(({ cidrs }) => cidrs.some((cidr) => holds(cidr, destination)));
      if (far === undefined) return broken(id, `has no attached VPC with ${shown}`);
      return { ok: true, via: "transitGateway", tableId: table.id, vpcId: far.vpcId };
    }
  }
}

function tableOf(state: Ec2State, subnet: Subnet): RouteTable | undefined {
  const tables = [...state.routeTables.values()].filter((table) => table.vpcId === subnet.vpcId);
  return (
    tables.find((table) => table.associations.some(({ subnetId }) => subnetId === subnet.id)) ??
    tables.find((table) => table.main)
  );
}

function mostSpecific(routes: readonly Route[], destination: string): Route | undefined {
  return routes
    .filter((route) => holds(route.destinationCidr, destination))
    .toSorted((one, other) => prefixBitsOf(other.destinationCidr) - prefixBitsOf(one.destinationCidr))[0];
}
