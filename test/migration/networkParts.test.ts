import fc from "fast-check";
import { expect, test } from "vitest";
import { contains } from "../../migration/networks.ts";
import { partsOf, prefixBitsOf } from "../../migration/networkParts.ts";

test("a network that nothing divides is one part", () => {
  expect(partsOf("10.0.1.0/24", [])).toStrictEqual(["10.0.1.0"]);
  expect(partsOf("10.0.1.0/24", ["10.0.0.0/16", "10.0.1.0/24", "0.0.0.0/0", "192.168.0.0/16"])).toStrictEqual([
    "10.0.1.0",
  ]);
});

test("it is divided where a network inside of it begins, and after its end", () => {
  expect(partsOf("10.0.0.0/16", ["10.0.1.0/24", "10.0.1.128/25"])).toStrictEqual([
    "10.0.0.0",
    "10.0.1.0",
    "10.0.1.128",
    "10.0.2.0",
  ]);
  expect(partsOf("0.0.0.0/0", ["255.255.255.255/32"])).toStrictEqual(["0.0.0.0", "255.255.255.255"]);
});

test("an address with bits of a host in its network counts as the network", () => {
  expect(partsOf("10.0.1.7/24", ["10.0.1.200/25"])).toStrictEqual(["10.0.1.0", "10.0.1.128"]);
  expect(prefixBitsOf("10.0.1.7/24")).toBe(24);
});

test("no address is judged otherwise than the one that speaks for its part", () => {
  const address = fc.tuple(fc.nat(3), fc.nat(255)).map(([third, fourth]) => `10.0.${third}.${fourth}`);
  const network = fc.tuple(address, fc.integer({ min: 20, max: 32 })).map(([at, bits]) => `${at}/${bits}`);
  fc.assert(
    fc.property(network, fc.array(network, { maxLength: 6 }), address, (whole, dividers, any) => {
      fc.pre(contains(whole, any));
      const number = (text: string) => text.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
      const speaker = partsOf(whole, dividers).findLast((part) => number(part) <= number(any)) ?? "";
      expect(dividers.filter((one) => contains(one, any))).toStrictEqual(
        dividers.filter((one) => contains(one, speaker)),
      );
    }),
  );
});
