// IPv4 networks as the emulated cloud is made of: which hold which, and which are free.
import ipaddr from "ipaddr.js";

/** A network by its first and its last address, as numbers. */
interface Range {
  readonly first: number;
  readonly last: number;
}

export const numberOf = (address: string): number =>
  ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);

export const addressOfNumber = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");

export function rangeOf(network: string): Range {
  const [, bits] = ipaddr.IPv4.parseCIDR(network);
  const first = numberOf(ipaddr.IPv4.networkAddressFromCIDR(network).toString());
  return { first, last: first + 2 ** (32 - bits) - 1 };
}

/** Is the network, or the address, wholly inside of the other? */
export function within(inner: string, outer: string): boolean {
  const [one, other] = [rangeOf(inner.includes("/") ? inner : `${inner}/32`), rangeOf(outer)];
  return one.first >= other.first && one.last <= other.last;
}

export function overlap(one: string, other: string): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  return a.first <= b.last && b.first <= a.last;
}

/** AWS's smallest subnet, which leaves most room for others; smaller only where the range itself is. */
export const subnetBits = (range: string): number => Math.max(28, ipaddr.IPv4.parseCIDR(range)[1]);

/** The smallest subnet around an address. */
export function subnetAround(address: string, range: string): string {
  const bits = subnetBits(range);
  return `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/${bits}`).toString()}/${bits}`;
}

/** The smallest network that holds both. */
export function covering(one: string, other: string): string {
  const [, bits] = ipaddr.IPv4.parseCIDR(one);
  for (let wider = bits; wider > 0; wider--) {
    const network = `${ipaddr.IPv4.networkAddressFromCIDR(`${one.split("/")[0] ?? ""}/${wider}`).toString()}/${wider}`;
    if (within(other, network)) return network;
  }
  return "0.0.0.0/0";
}

/** The first subnets of a range, enough for any number that a config names. */
export function subnetsOf(range: string): string[] {
  const bits = subnetBits(range);
  const { first, last } = rangeOf(range);
  const size = 2 ** (32 - bits);
  const count = Math.min(64, (last - first + 1) / size);
  return Array.from({ length: count }, (_, index) => `${addressOfNumber(first + index * size)}/${bits}`);
}
