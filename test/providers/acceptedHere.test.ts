import { expect, test } from "vitest";
import { rememberAccepted, takeAccepted } from "../../providers/acceptedHere.ts";
import { journal } from "../migration/samples.ts";

const [prepared, intent] = journal("prepare", "migrate");
if (prepared === undefined || intent === undefined) throw new Error("no history");

test("what this process accepted is its own once: a second run meets what the first one did", () => {
  expect(takeAccepted([prepared, intent])).toBe(false);
  rememberAccepted(intent);
  expect(takeAccepted([prepared, { ...intent }])).toBe(true);
  expect(takeAccepted([prepared, intent])).toBe(false);
});

test("an entry that another process accepted is not this one's", () => {
  rememberAccepted(prepared);
  expect(takeAccepted([prepared, intent])).toBe(false);
  expect(takeAccepted([])).toBe(false);
});
