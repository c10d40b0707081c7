// Is an IPv4 address inside of a range?

/** `address` like 10.0.0.241, `cidr` like 10.0.0.0/16; both have been validated before. */
export function isInCidr(address: string, cidr: string): boolean {
  const [base = "", bits = "32"] = cidr.split("/");
  const shift = 2 ** (32 - Number(bits));
  return Math.floor(toNumber(address) / shift) === Math.floor(toNumber(base) / shift);
}

function toNumber(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
