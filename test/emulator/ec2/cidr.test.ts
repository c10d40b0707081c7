import { expect, test } from "vitest";
import { canonicalCidr, halvesOf, holds, isCidr, overlap, prefixBitsOf, without } from "../../../emulator/ec2/cidr.ts";

test("a block holds what has all its fixed bits", () => {
  expect(holds("10.0.0.0/16", "10.0.255.255")).toBe(true);
  expect(holds("10.0.0.0/16", "10.1.0.0")).toBe(false);
  expect(holds("10.0.0.0/16", "10.0.0.0/8")).toBe(false);
  expect(holds("0.0.0.0/0", "255.255.255.255")).toBe(true);
  expect(holds("192.168.1.7/32", "192.168.1.7")).toBe(true);
  expect(holds("200.0.0.0/5", "207.1.2.3")).toBe(true);
});

test("blocks overlap when one holds the other, whichever is named first", () => {
  expect(overlap("10.1.0.0/16", "10.1.128.0/17")).toBe(true);
  expect(overlap("10.1.128.0/17", "10.1.0.0/16")).toBe(true);
  expect(overlap("10.1.0.0/17", "10.1.128.0/17")).toBe(false);
});

test("host bits are cleared in the canonical form", () => {
  expect(canonicalCidr("10.0.3.7/16")).toBe("10.0.0.0/16");
  expect(canonicalCidr("255.255.255.255/1")).toBe("128.0.0.0/1");
  expect(prefixBitsOf("10.0.3.7/16")).toBe(16);
});

test("what is no block is told apart", () => {
  expect(["10.0.0.0/33", "10.0.0.256/8", "10.0.0/8", "10.0.0.0", "010.0.0.0/8", "::/0"].filter(isCidr)).toStrictEqual(
    [],
  );
  expect(() => canonicalCidr("10.0.0.0")).toThrow('"10.0.0.0" is not an IPv4 block');
});

test("a block falls into two halves, a single address into none", () => {
  expect(halvesOf("0.0.0.0/0")).toStrictEqual(["0.0.0.0/1", "128.0.0.0/1"]);
  expect(halvesOf("10.1.2.0/31")).toStrictEqual(["10.1.2.0/32", "10.1.2.1/32"]);
  expect(() => halvesOf("10.1.2.1/32")).toThrow('"10.1.2.1/32" is a single address');
});

test("what one block leaves of another is told in the fewest blocks", () => {
  expect(without("10.0.0.0/16", "10.1.0.0/16")).toStrictEqual(["10.0.0.0/16"]);
  expect(without("10.0.0.0/24", "10.0.0.0/16")).toStrictEqual([]);
  expect(without("10.0.0.0/24", "10.0.0.64/26")).toStrictEqual(["10.0.0.0/26", "10.0.0.128/25"]);
});
