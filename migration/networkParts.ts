// An IPv4 network, divided where other networks begin and end: they hold a part whole or not at all, so that one address
// of each part speaks for all of it. Rules, routes and ACLs are judged exactly that way, however they overlap.
import ipaddr from "ipaddr.js";

/** The first address of each part of a network, in order. */
export function partsOf(network: string, dividers: readonly string[]): string[] {
  const { first, last } = boundsOf(network);
  const within = dividers
    .map(boundsOf)
    .flatMap((divider) => [divider.first, divider.last + 1])
    .filter((at) => at > first && at <= last);
  return [...new Set([first, ...within])].sort((one, other) => one - other).map(addressOf);
}

export function prefixBitsOf(network: string): number {
  return ipaddr.IPv4.parseCIDR(network)[1];
}

function boundsOf(network: string): { readonly first: number; readonly last: number } {
  return {
    first: numberOf(ipaddr.IPv4.networkAddressFromCIDR(network).octets),
    last: numberOf(ipaddr.IPv4.broadcastAddressFromCIDR(network).octets),
  };
}

function numberOf(octets: readonly number[]): number {
  return octets.reduce((number, octet) => number * 256 + octet, 0);
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
}
