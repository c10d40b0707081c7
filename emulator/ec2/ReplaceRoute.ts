import type { ReplaceRouteCommandInput } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { routeNotFound } from "./faults.ts";
import { destinationOf, requireOutside, routeTable, routeTo, targetOf } from "./routes.ts";

export function replaceRoute(input: ReplaceRouteCommandInput, at: Place): object {
  const table = routeTable(at.ec2, input.RouteTableId);
  const destinationCidr = destinationOf(input);
  const old = routeTo(table, destinationCidr);
  if (old === undefined) throw routeNotFound(destinationCidr, table.id);
  const target = targetOf(input, table, at.ec2);
  requireOutside(destinationCidr, table, at.ec2);
  table.routes = table.routes.map((route) => (route === old ? { destinationCidr, target } : route));
  return {};
}
