// Where does the route table of a subnet send an address or a block?
import { holds, prefixBitsOf } from "../ec2/cidr.ts";
import type { Route, RouteTable, Subnet } from "../ec2/model.ts";
import type { Ec2State } from "../ec2/state.ts";

export type Routed =
  | { readonly kind: "local"; readonly tableId: string }
  | { readonly kind: "peering"; readonly tableId: string; readonly vpcId: string }
  | { readonly kind: "broken"; readonly element: string; readonly reason: string };

/** Longest prefix wins, as on AWS. `destination` is an address or a block that must lie within one route whole. */
export function routeFrom(state: Ec2State, subnet: Subnet, destination: string): Routed {
  const table = tableOf(state, subnet);
  if (table === undefined) {
    return { kind: "broken", element: subnet.id, reason: `has no route table, and ${subnet.vpcId} has no main one` };
  }
  const route = mostSpecific(table.routes, destination);
  if (route === undefined) {
    return { kind: "broken", element: table.id, reason: `has no route to ${destination} (it serves ${subnet.id})` };
  }
  const { target } = route;
  switch (target.kind) {
    case "local":
      return { kind: "local", tableId: table.id };
    case "gateway":
      return {
        kind: "broken",
        element: table.id,
        reason: `sends ${destination} to ${target.gatewayId}, which leads out of the emulated network`,
      };
    case "peering": {
      const connection = state.peeringConnections.get(target.peeringConnectionId);
      if (connection?.status !== "active") {
        const status = connection?.status ?? "gone";
        return { kind: "broken", element: target.peeringConnectionId, reason: `is ${status}, not active` };
      }
      const { requester, accepter } = connection;
      const far = requester.vpcId === subnet.vpcId ? accepter : requester;
      if (!far.cidrs.some((cidr) => holds(cidr, destination))) {
        return { kind: "broken", element: connection.id, reason: `leads to ${far.vpcId}, which lacks ${destination}` };
      }
      return { kind: "peering", tableId: table.id, vpcId: far.vpcId };
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
