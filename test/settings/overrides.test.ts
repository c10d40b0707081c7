// What `migration.overrides` may hold.
import { expect, test } from "vitest";
import { parseSettings } from "../../settings.ts";
import { faults } from "./faults.ts";
import { whole } from "./whole.ts";

const one = { code: "target-memory", reason: "half of the keys go first", owner: "ana", expires: "2026-12-31" };
const faultsOf = (...overrides: unknown[]) => faults(whole({ "migration.overrides": overrides }));
const taken = (...overrides: unknown[]) =>
  parseSettings(whole({ "migration.overrides": overrides })).migration.overrides;

test("a list of code, reason, owner and expires is taken", () => {
  expect(taken(one)).toStrictEqual([one]);
  expect(taken()).toStrictEqual([]);
});

test("a day that stood without quotes comes from the engine as a time, and is the same day", () => {
  expect(taken({ ...one, expires: "2026-12-31 00:00:00 +0000 UTC" })).toStrictEqual([one]);
});

test.each(["2026-02-30", "31.12.2026", "2026-12-31T00:00:00Z", "2026-12-31 12:00:00 +0000 UTC", "", 20261231])(
  "%j is no day",
  (expires) => {
    expect(faultsOf({ ...one, expires })).toStrictEqual([
      `migration.overrides.0.expires: found ${JSON.stringify(expires)}; expected a day such as "2026-12-31", the last in UTC on which the override holds`,
    ]);
  },
);

test("every part is needed, and what is blank says nothing", () => {
  expect(faultsOf({ code: "target-memory", reason: " ", expires: "2026-12-31" })).toStrictEqual([
    'migration.overrides.0.reason: found " "; expected why it is gone on with all the same',
    "migration.overrides.0.owner: missing; expected who answers for it",
  ]);
});

test("a code that is none is refused, with the one that was meant and those that may be overridden", () => {
  const [fault, ...others] = faultsOf({ ...one, code: "target-memmory" });
  expect(others).toStrictEqual([]);
  expect(fault).toMatch(
    /^migration\.overrides\.0\.code: found "target-memmory"; expected the code of a finding \(did you mean target-memory\?\); codes that may be overridden: application-access, /,
  );
});

test.each([
  ["target-durable", "AWS refuses the migration or data are lost without it (The target is not a durable cluster)"],
  ["target-not-empty", "its data are given up by a consent of their own (migration.discardTargetData)"],
  ["maintenance-window", "it blocks nothing"],
])("%s cannot be overridden, and why is said", (code, why) => {
  const [fault] = faultsOf({ ...one, code });
  expect(fault).toContain(`found "${code}"; expected no override of ${code}: ${why}; codes that may be overridden: `);
});

test("two overrides of one code are refused", () => {
  expect(faultsOf(one, { ...one, owner: "ben" })).toStrictEqual([
    'migration.overrides.1.code: found "target-memory"; expected one override per code; target-memory has one at migration.overrides.0 already',
  ]);
});

test("an unknown key of one is refused, with those that are known", () => {
  expect(faultsOf({ ...one, expire: "2026-12-31" })).toStrictEqual([
    'migration.overrides.0.expire: found "2026-12-31"; expected no such key (did you mean expires?); known: code, reason, owner, expires',
  ]);
});
