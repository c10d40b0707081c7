import type { CreateRouteCommandInput, CreateRouteCommandOutput } from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { routeAlreadyExists } from "./faults.ts";
import { destinationOf, requireOutside, routeTable, routeTo, targetOf } from "./routes.ts";

export function createRoute(input: CreateRouteCommandInput, at: Place): Omit<CreateRouteCommandOutput, "$metadata"> {
  const table = routeTable(at.ec2, input.RouteTableId);
  const destinationCidr = destinationOf(input);
  const target = targetOf(input, table, at.ec2);
  if (routeTo(table, destinationCidr) !== undefined) throw routeAlreadyExists(destinationCidr);
  requireOutside(destinationCidr, table, at.ec2);
  table.routes = [...table.routes, { destinationCidr, target }];
  return { Return: true };
}
