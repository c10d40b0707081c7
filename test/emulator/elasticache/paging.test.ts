// Pages of long lists.
import { expect, test } from "vitest";
import { pageOf } from "../../../emulator/elasticache/paging.ts";

const items = Array.from({ length: 45 }, (_, index) => index);

test("pages follow one another without gap or double, and the last has no marker", () => {
  const first = pageOf(items, { MaxRecords: 20 });
  const second = pageOf(items, { MaxRecords: 20, Marker: first.Marker });
  const third = pageOf(items, { MaxRecords: 20, Marker: second.Marker });
  expect([...first.page, ...second.page, ...third.page]).toStrictEqual(items);
  expect(third).toStrictEqual({ page: [40, 41, 42, 43, 44] });
  expect(pageOf(items.slice(0, 20), { MaxRecords: 20 })).toStrictEqual({ page: items.slice(0, 20) });
});

test("a page size or marker that AWS would refuse is refused", () => {
  for (const MaxRecords of [19, 101, 20.5]) expect(() => pageOf(items, { MaxRecords })).toThrow("between 20 and 100");
  expect(() => pageOf(items, { Marker: "made-up" })).toThrow("Invalid marker: made-up");
});
