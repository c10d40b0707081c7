// Which ups a rehearsal makes, and what it edits before each.
import { parse, stringify } from "yaml";
import { describe, expect, it } from "vitest";
import { parseStackFile, type StackFile } from "../../rehearsal/stackFile.ts";
import { upsUntil } from "../../rehearsal/ups.ts";
import { hostileStack } from "./sandbox/hostileStack.ts";

const namespace = "elasticache-online-migration";

/** The stack in the stage operate, with more keys of the target. */
function operated(target: Readonly<Record<string, unknown>>): StackFile {
  const file = parse(hostileStack) as { config: Record<string, unknown> };
  const given = file.config[`${namespace}:target`] as Record<string, unknown>;
  file.config[`${namespace}:target`] = { ...given, ...target };
  file.config[`${namespace}:stage`] = "operate";
  return parseStackFile("prod", stringify(file));
}

const titles = (stack: StackFile) => upsUntil("operate", stack).map(({ title }) => title);
const first = ["prepare", "migrate", "complete", "operate"];

const reached = { is: "stage" } as const;
const required = {
  TransitEncryptionEnabled: true,
  TransitEncryptionMode: "required",
  AuthTokenEnabled: false,
  UserGroupIds: [],
} as const;

describe("upsUntil", () => {
  it("takes encryption out at first, and brings it back step by step, without decrypting the token", () => {
    const access = { authToken: { secure: "AAAA" } };
    expect(upsUntil("operate", operated({ tls: "required", access }))).toStrictEqual([
      {
        stage: "prepare",
        title: "prepare",
        edits: [
          ["stage", "prepare"],
          ["target.tls", undefined],
          ["target.access", undefined],
        ],
        outcome: reached,
      },
      { stage: "migrate", title: "migrate", edits: [["stage", "migrate"]], outcome: reached },
      { stage: "complete", title: "complete", edits: [["stage", "complete"]], outcome: reached },
      { stage: "operate", title: "operate", edits: [["stage", "operate"]], outcome: reached },
      {
        stage: "operate",
        title: "operate, tls preferred",
        edits: [["target.tls", "preferred"]],
        outcome: { is: "changed", access: { ...required, TransitEncryptionMode: "preferred" } },
      },
      {
        stage: "operate",
        title: "operate, tls required",
        edits: [["target.tls", "required"]],
        outcome: { is: "changed", access: required },
      },
      {
        stage: "operate",
        title: "operate, access",
        edits: [["target.access", { authToken: "rehearsal-placeholder" }]],
        outcome: { is: "changed", access: { ...required, AuthTokenEnabled: true } },
      },
    ]);
  });

  it("goes no further with encryption than the config does", () => {
    expect(titles(operated({}))).toStrictEqual(first);
    expect(titles(operated({ tls: "preferred" }))).toStrictEqual([...first, "operate, tls preferred"]);
  });

  it("asks for a user group where the config names one", () => {
    const stack = operated({ tls: "required", access: { userGroupId: "readers" } });
    expect(upsUntil("operate", stack).at(-1)?.outcome).toStrictEqual({
      is: "changed",
      access: { ...required, UserGroupIds: ["readers"] },
    });
  });

  it("brings the encryption of a group that exists back too, to be told to its owner", () => {
    const access = { userGroupId: "readers" };
    const stack = operated({ tls: "required", access, existing: true, tags: {} });
    const steps = upsUntil("operate", stack).slice(first.length);
    expect(steps.map(({ title, edits, outcome }) => ({ title, edits, outcome }))).toStrictEqual([
      {
        title: "operate, tls preferred",
        edits: [["target.tls", "preferred"]],
        outcome: { is: "told", option: "--transit-encryption-mode preferred" },
      },
      {
        title: "operate, tls required",
        edits: [["target.tls", "required"]],
        outcome: { is: "told", option: "--transit-encryption-mode required" },
      },
      {
        title: "operate, access",
        edits: [["target.access", access]],
        outcome: { is: "told", option: "--user-group-ids-to-add readers" },
      },
    ]);
    expect(titles(operated({ existing: true, tags: {} }))).toStrictEqual(first);
  });

  it("stays without encryption where it does not go through operate", () => {
    const stack = operated({ tls: "required" });
    expect(upsUntil("complete", stack).map(({ title }) => title)).toStrictEqual(first.slice(0, 3));
    expect(upsUntil("abort", stack).map(({ title }) => title)).toStrictEqual(["prepare", "migrate", "abort"]);
  });
});
