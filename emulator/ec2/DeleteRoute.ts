import type { DeleteRouteCommandInput } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { invalidParameter, routeNotFound } from "./faults.ts";
import { destinationOf, routeTable, routeTo } from "./routes.ts";

export function deleteRoute(input: DeleteRouteCommandInput, at: Place): object {
  const table = routeTable(at.ec2, input.RouteTableId);
  const destination = destinationOf(input);
  const route = routeTo(table, destination);
  if (route === undefined) throw routeNotFound(destination, table.id);
  if (route.target.kind === "local") {
    throw invalidParameter(`cannot remove local route ${destination} in route table ${table.id}`);
  }
  table.routes = table.routes.filter((other) => other !== route);
  return {};
}
