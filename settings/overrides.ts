// `migration.overrides`: which findings somebody answers for, who, why and until when.
import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";
import { mayBeOverridden, whyNot } from "../migration/overrides.ts";
import { prerequisites, type FindingCode } from "../migration/prerequisites.ts";

const codes = Object.keys(prerequisites) as FindingCode[];
const isCode = (value: string): value is FindingCode => (codes as readonly string[]).includes(value);

const code = z.string({ error: "the code of a finding" }).transform((value, context): FindingCode => {
  const refusal = isCode(value) ? refused(value) : unknown(value);
  if (isCode(value) && refusal === "") return value;
  context.addIssue({ code: "custom", message: refusal });
  return z.NEVER;
});

function refused(value: FindingCode): string {
  const why = whyNot(value);
  return why === "" ? "" : `no override of ${value}: ${why}; ${allowed}`;
}

function unknown(value: string): string {
  const near = closest(value, codes);
  const hint = distance(value, near) <= 3 ? ` (did you mean ${near}?)` : "";
  return `the code of a finding${hint}; ${allowed}`;
}

const allowed = `codes that may be overridden: ${codes.filter(mayBeOverridden).sort().join(", ")}`;

/** The engine takes a day without quotes for a time, and hands it on (and writes it back) in this form of Go's. */
const asEngineWrites = / 00:00:00 \+0000 UTC$/;
const dayForm = 'a day such as "2026-12-31", the last in UTC on which the override holds';

const day = z
  .string({ error: dayForm })
  .transform((value) => value.replace(asEngineWrites, ""))
  .refine(isDay, { error: dayForm });

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const at = new Date(`${value}T00:00:00.000Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}

const words = (expected: string) => z.string({ error: expected }).regex(/\S/, { error: expected });

const override = z.strictObject({
  code,
  reason: words("why it is gone on with all the same"),
  owner: words("who answers for it"),
  expires: day,
});

export const overrides = z
  .array(override, { error: "a list of code, reason, owner and expires" })
  .superRefine((list, context) => {
    for (const [index, one] of list.entries()) {
      const first = list.findIndex((other) => other.code === one.code);
      if (first === index) continue;
      context.addIssue({
        code: "custom",
        path: [index, "code"],
        message: `one override per code; ${one.code} has one at migration.overrides.${first} already`,
      });
    }
  })
  .default([]);
