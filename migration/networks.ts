// What IPv4 addresses and networks have to do with each other.
import ipaddr from "ipaddr.js";

const parsed = (network: string) => {
  const [address, bits] = ipaddr.IPv4.parseCIDR(network);
  return { address, bits };
};

export function contains(network: string, address: string): boolean {
  const { address: base, bits } = parsed(network);
  return ipaddr.IPv4.parse(address).match(base, bits);
}

/** Two networks overlap exactly when one of them contains the other's first address. */
export function overlap(one: string, other: string): boolean {
  return contains(one, firstAddress(other)) || contains(other, firstAddress(one));
}

export function firstAddress(network: string): string {
  return ipaddr.IPv4.networkAddressFromCIDR(network).toString();
}

/** By its form: an address, and no name. Whether it is a possible one is judged where it is read (settings/fields.ts). */
export function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host);
}

/** As AWS counts private addresses of a VPC: RFC 1918, and the shared range of RFC 6598. */
export function isPrivateAddress(address: string): boolean {
  return ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].some((range) => contains(range, address));
}
