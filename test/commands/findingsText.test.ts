// How findings are shown: the gravest first, three short lines each, colours on a terminal only.
import { expect, test } from "vitest";
import { countText, findingsText } from "../../commands/findingsText.ts";
import { finding } from "../../migration/findings.ts";

const overridden = { owner: "ana", reason: "half of the keys go first", expires: "2026-12-31" };
const findings = [
  finding("target-at-rest-encryption", "note", "off", "a decision", "set it"),
  finding("network-unread", "unknown", "denied", "an answer", "allow it"),
  { ...finding("target-memory", "warning", "small", "large", "choose"), overridden },
  finding("source-auth", "blocking", "a password", "none", "remove it"),
  finding("target-multi-az", "blocking", "off", "on", "switch it on"),
];

test("findings are grouped by severity, and an override shows with its finding", () => {
  expect(findingsText(findings, false)).toBe(
    [
      "Blocking (2)",
      "  source-auth: a password",
      "    Expected: none",
      "    Do: remove it",
      "  target-multi-az: off",
      "    Expected: on",
      "    Do: switch it on",
      "",
      "Warnings (1)",
      "  target-memory: small",
      "    Expected: large",
      "    Do: choose",
      "    Overridden by ana until 2026-12-31 (UTC): half of the keys go first",
      "",
      "Unknown (1)",
      "  network-unread: denied",
      "    Expected: an answer",
      "    Do: allow it",
      "",
      "Notes (1)",
      "  target-at-rest-encryption: off",
      "    Expected: a decision",
      "    Do: set it",
      "",
    ].join("\n"),
  );
});

test("only a terminal gets colours, and only the groups' names have them", () => {
  const painted = findingsText(findings, true);
  const escapes = /\u001b\[\d+m/g;
  expect(painted.match(escapes)).toHaveLength(16);
  expect(painted.replaceAll(escapes, "")).toBe(findingsText(findings, false));
});

test("the summary counts every severity, and what is overridden", () => {
  expect(countText(findings)).toBe("2 blocking, 1 warning, 1 unknown, 1 note; 1 overridden");
  expect(countText([])).toBe("0 blocking, 0 warnings, 0 unknown, 0 notes");
});
