import { expect, test } from "vitest";
import { canonical, changedKeys, judgeEdits, judgeTlsStep } from "../../migration/frozen.ts";
import type { Stage } from "../../migration/stages.ts";

const before = {
  source: { endpoint: { host: "10.0.0.241", port: 6379 }, cidrs: ["10.0.0.0/16"] },
  target: { replicationGroupId: "cache-prod", nodeType: "cache.m6g.large", tags: { team: "platform" } },
};
const edited = {
  source: { endpoint: { host: "10.0.0.241", port: 6380 }, cidrs: ["10.0.0.0/16", "10.2.0.0/16"] },
  target: { replicationGroupId: "cache-prod", nodeType: "cache.m6g.large", tags: { owner: "me" } },
};

test("changed keys are the leaves that differ, lists as one, in alphabetical order", () => {
  expect(changedKeys(before, edited)).toStrictEqual([
    "source.cidrs",
    "source.endpoint.port",
    "target.tags.owner",
    "target.tags.team",
  ]);
});

test("the order of keys is no change, and neither is a key without a value", () => {
  expect(changedKeys({ a: 1, b: { c: 2, d: undefined } }, { b: { c: 2 }, a: 1 })).toStrictEqual([]);
  expect(canonical({ b: [1, { y: 2, x: 1 }], a: undefined })).toBe('{"b":[1,{"x":1,"y":2}]}');
});

test("an object in place of a value is a change of its key", () => {
  expect(changedKeys({ a: { b: 1 } }, { a: [1] })).toStrictEqual(["a"]);
});

test.each<Stage>(["migrate", "complete", "abort"])(
  "edits within %s are refused with the names of the keys",
  (stage) => {
    expect(judgeEdits(stage, stage, before, edited)).toStrictEqual({
      code: "frozen-setting",
      happened: `The change edits source.cidrs, source.endpoint.port, target.tags.owner, target.tags.team while the stage is ${stage}.`,
      expected: "target, source, network and default tags as they were last accepted",
      remedy: "take the edits back; they are possible in prepare",
    });
  },
);

test.each<[Stage, Stage]>([
  ["prepare", "migrate"],
  ["migrate", "complete"],
  ["migrate", "prepare"],
  ["migrate", "abort"],
  ["abort", "prepare"],
  ["complete", "operate"],
])("edits in the change that flips %s to %s are refused: flip and edit are two changes", (from, to) => {
  const refusal = judgeEdits(from, to, before, edited);
  expect(refusal?.code).toBe("frozen-setting");
  expect(refusal?.happened).toContain(`while the same change flips the stage from ${from} to ${to}`);
  expect(refusal?.happened).toContain("source.endpoint.port");
});

test.each<Stage>(["prepare", "operate"])("edits within %s are allowed", (stage) => {
  expect(judgeEdits(stage, stage, before, edited)).toBe(undefined);
});

test("whatever the stage, the group's name stays", () => {
  const renamed = { ...before, target: { ...before.target, replicationGroupId: "cache-other" } };
  expect(judgeEdits("prepare", "prepare", before, renamed)?.happened).toContain("target.replicationGroupId");
});

test("the first change of a stack and a flip without edits are no edits", () => {
  expect(judgeEdits(undefined, "prepare", {}, before)).toBe(undefined);
  expect(judgeEdits("prepare", "migrate", before, structuredClone(before))).toBe(undefined);
});

test.each<[string, string, boolean]>([
  ["off", "preferred", true],
  ["preferred", "required", true],
  ["required", "preferred", true],
  ["preferred", "off", true],
  ["off", "required", false],
  ["required", "off", false],
])("in operate target.tls may go from %s to %s in one up: %s", (from, to, allowed) => {
  const refusal = judgeEdits("operate", "operate", { target: { tls: from } }, { target: { tls: to } });
  expect(refusal?.happened).toBe(allowed ? undefined : `The change takes target.tls from ${from} to ${to} at once.`);
});

test("in operate access control is a change of its own", () => {
  const access = { userGroupId: "users" };
  const judged = (from: object, to: object) => judgeEdits("operate", "operate", { target: from }, { target: to })?.code;
  expect(judged({ tls: "preferred" }, { tls: "required", access })).toBe("frozen-setting");
  expect(judged({ tls: "required", access }, { tls: "preferred" })).toBe("frozen-setting");
  expect(judged({ tls: "required" }, { tls: "required", access })).toBe(undefined);
  expect(judged({ tls: "required", access }, { tls: "required" })).toBe(undefined);
});

test("the region is the group's identity as its name is", () => {
  const refusal = judgeEdits("prepare", "prepare", { "aws:region": "us-east-1" }, { "aws:region": "eu-west-1" });
  expect(refusal?.happened).toBe("The change edits aws:region, and a stack is one migration of one group.");
});

test("a step to preferred that AWS refused counts for none: required wants an encryption that is there", () => {
  const step = (from: string, to: string, transitEncryption: boolean) =>
    judgeTlsStep({ target: { tls: from } }, { target: { tls: to } }, transitEncryption)?.code;
  expect(step("preferred", "required", false)).toBe("frozen-setting");
  expect(step("preferred", "required", true)).toBe(undefined);
  expect([
    step("off", "preferred", false),
    step("required", "required", false),
    step("preferred", "off", false),
  ]).toStrictEqual([undefined, undefined, undefined]);
});
