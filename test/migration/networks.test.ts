import { expect, test } from "vitest";
import { contains, firstAddress, overlap } from "../../migration/networks.ts";

test("a network contains the addresses that share its fixed bits", () => {
  expect(contains("10.0.0.0/16", "10.0.255.255")).toBe(true);
  expect(contains("10.0.0.0/16", "10.1.0.0")).toBe(false);
  expect(contains("10.0.0.241/32", "10.0.0.241")).toBe(true);
});

test("two networks overlap when one contains the other, whichever comes first", () => {
  expect(overlap("10.0.0.0/8", "10.1.0.0/16")).toBe(true);
  expect(overlap("10.1.0.0/16", "10.0.0.0/8")).toBe(true);
  expect(overlap("10.1.0.0/17", "10.1.128.0/17")).toBe(false);
});

test("a network's first address has no bit of a host", () => {
  expect(firstAddress("10.0.3.7/16")).toBe("10.0.0.0");
  expect(firstAddress("192.168.1.255/25")).toBe("192.168.1.128");
});
