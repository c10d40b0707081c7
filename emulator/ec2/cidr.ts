// How IPv4 blocks relate: which one holds which, whether two of them overlap, and what one leaves of another.

/** An IPv4 block as numbers: the first address, and how many leading bits are fixed. */
interface Block {
  readonly first: number;
  readonly prefixBits: number;
}

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const blockPattern = new RegExp(`^(${octet}(?:\\.${octet}){3})/(3[0-2]|[12]?\\d)$`);
const addressPattern = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

export function isIpv4(address: string): boolean {
  return addressPattern.test(address);
}

export function isCidr(text: string): boolean {
  return blockPattern.test(text);
}

/** The block with its host bits cleared, as EC2 stores it: `10.0.3.7/16` becomes `10.0.0.0/16`. */
export function canonicalCidr(cidr: string): string {
  const { first, prefixBits } = block(cidr);
  return `${dotted(first)}/${prefixBits}`;
}

/** Whether `outer` holds all of `inner`; `inner` is a block or a single address. */
export function holds(outer: string, inner: string): boolean {
  const wide = block(outer);
  const narrow = block(isIpv4(inner) ? `${inner}/32` : inner);
  return wide.prefixBits <= narrow.prefixBits && masked(narrow.first, wide.prefixBits) === wide.first;
}

export function overlap(one: string, other: string): boolean {
  return holds(one, other) || holds(other, one);
}

/** The two halves of a block that is larger than one address. */
export function halvesOf(cidr: string): readonly [string, string] {
  const { first, prefixBits } = block(cidr);
  if (prefixBits === 32) throw new RangeError(`"${cidr}" is a single address and has no halves`);
  const size = 2 ** (31 - prefixBits);
  return [`${dotted(first)}/${prefixBits + 1}`, `${dotted(first + size)}/${prefixBits + 1}`];
}

/** What is left of `cidr` without the addresses of `gone`, as the fewest blocks. */
export function without(cidr: string, gone: string): string[] {
  if (!overlap(cidr, gone)) return [cidr];
  if (holds(gone, cidr)) return [];
  return halvesOf(cidr).flatMap((half) => without(half, gone));
}

export function prefixBitsOf(cidr: string): number {
  return block(cidr).prefixBits;
}

function block(cidr: string): Block {
  const match = blockPattern.exec(cidr);
  if (match === null) throw new RangeError(`"${cidr}" is not an IPv4 block such as 10.0.0.0/16`);
  const [, address = "", bits = ""] = match;
  const prefixBits = Number(bits);
  const whole = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { first: masked(whole, prefixBits), prefixBits };
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join(".");
}

function masked(address: number, prefixBits: number): number {
  // A shift by 32 is a shift by 0 in JavaScript, so the block that holds everything is said by itself.
  return prefixBits === 0 ? 0 : (address & (0xffffffff << (32 - prefixBits))) >>> 0;
}
