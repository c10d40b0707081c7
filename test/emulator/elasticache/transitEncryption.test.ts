// The rules alone, without servers.
import { describe, expect, test } from "vitest";
import type { EncryptionStep } from "../../../emulator/elasticache/transitEncryption.ts";
import { encryptionChange, encryptionWish, stepOf } from "../../../emulator/elasticache/transitEncryption.ts";
import type { Group } from "../../../emulator/elasticache/state.ts";

const groupAt = (step: EncryptionStep, change: Partial<Group> = {}): Group =>
  ({
    engine: "redis",
    engineVersion: "7.0.7",
    access: { is: "open" },
    transitEncryption: step !== "off",
    transitEncryptionMode: step === "off" ? undefined : step,
    ...change,
  }) as Group;

type Asked = { TransitEncryptionEnabled?: boolean; TransitEncryptionMode?: "preferred" | "required" };
const on = { TransitEncryptionEnabled: true };
const off = { TransitEncryptionEnabled: false };
const preferred = { TransitEncryptionMode: "preferred" } as const;
const required = { TransitEncryptionMode: "required" } as const;

function after(step: EncryptionStep, asked: Asked, change: Partial<Group> = {}, ApplyImmediately = true): string {
  const group = groupAt(step, change);
  const changed = encryptionChange({ ReplicationGroupId: "g", ApplyImmediately, ...asked }, group);
  return changed === undefined ? "unchanged" : stepOf(changed);
}

describe("encryption in transit of a group that is there", () => {
  test.each([
    ["off", { ...on, ...preferred }, "preferred"],
    ["preferred", required, "required"],
    ["preferred", { ...on, ...required }, "required"],
    ["required", preferred, "preferred"],
    ["preferred", off, "off"],
    ["preferred", on, "unchanged"],
    ["required", { ...on, ...required }, "unchanged"],
    ["off", off, "unchanged"],
    ["off", {}, "unchanged"],
  ] as const)("that is %s takes %j and is then %s", (step, asked, then) => {
    expect(after(step, asked)).toBe(then);
  });

  test.each([
    ["off", { ...on, ...required }, "enabled with TransitEncryptionMode preferred, and only then set to required"],
    ["off", on, "enabled with TransitEncryptionMode preferred"],
    ["required", off, "cannot go from required to off"],
    ["off", preferred, "To modify transit encryption mode, set encryption-in-transit as enabled."],
    ["off", required, "To modify transit encryption mode, set encryption-in-transit as enabled."],
    ["preferred", { ...off, ...preferred }, "To modify transit encryption mode, set encryption-in-transit as enabled."],
  ] as const)("that is %s refuses %j", (step, asked, words) => {
    expect(() => after(step, asked)).toThrow(words);
  });

  test("is changed at once or not at all", () => {
    expect(() => after("off", { ...on, ...preferred }, {}, false)).toThrow("needs ApplyImmediately");
    expect(after("preferred", on, {}, false)).toBe("unchanged");
  });

  test.each([
    ["redis", "6.2.6", "not with redis 6.2.6"],
    ["redis", "7.0.4", "not with redis 7.0.4"],
    ["redis", "7.0.5", undefined],
    ["redis", "7.1.0", undefined],
    ["valkey", "7.2.6", undefined],
    ["valkey", "8.0.1", undefined],
  ] as const)(
    "of %s %s is changed in place from Redis OSS 7.0.5 on, and of every Valkey",
    (engine, version, refusal) => {
      const change = () => after("off", { ...on, ...preferred }, { engine, engineVersion: version });
      if (refusal === undefined) expect(change()).toBe("preferred");
      else expect(change).toThrow(refusal);
    },
  );

  test("stays as it is while access is controlled", () => {
    const access = { is: "userGroups", ids: ["team"] } as const;
    const words = "Modification of transit encryption is not supported for access control enabled clusters.";
    expect(() => after("required", preferred, { access })).toThrow(words);
    expect(after("required", required, { access })).toBe("unchanged");
  });
});

describe("encryption in transit of a new group", () => {
  const wish = (asked: Asked, full = "7.0.7") =>
    stepOf(
      encryptionWish(
        { ReplicationGroupId: "g", ReplicationGroupDescription: "d", ...asked },
        { engine: "redis", full, family: "redis7" },
      ),
    );

  test("is off, required, or preferred where the engine can take both kinds of connection", () => {
    expect([wish({}), wish(on), wish({ ...on, ...required }), wish({ ...on, ...preferred })]).toStrictEqual([
      "off",
      "required",
      "required",
      "preferred",
    ]);
    expect(wish(on, "6.2.6")).toBe("required");
    expect(() => wish({ ...on, ...preferred }, "6.2.6")).toThrow("not with redis 6.2.6");
    expect(() => wish(preferred)).toThrow("set encryption-in-transit as enabled");
    expect(() => wish({ ...on, TransitEncryptionMode: "both" as never })).toThrow('TransitEncryptionMode "both"');
  });
});
