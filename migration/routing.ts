// Which route of a table an address takes.
import { contains } from "./networks.ts";
import { prefixBitsOf } from "./networkParts.ts";
import type { RouteReading } from "./networkReading.ts";

/** The most specific route wins, one that leads nowhere included. */
export function routeFor(routes: readonly RouteReading[], address: string): RouteReading | undefined {
  return routes
    .filter(({ destination }) => isNetwork(destination) && contains(destination, address))
    .toSorted((one, other) => prefixBitsOf(other.destination) - prefixBitsOf(one.destination))[0];
}

export function destinationsOf(routes: readonly RouteReading[]): string[] {
  return routes.map(({ destination }) => destination).filter(isNetwork);
}

/** A prefix list is none: what it holds is not read. */
export const isNetwork = (destination: string): boolean => !destination.startsWith("pl-");
