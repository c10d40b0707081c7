import { describe, expect, test } from "vitest";
import { judgeAdoption, type Adopting } from "../../migration/adoption.ts";
import type { LiveStatus, Stage } from "../../migration/stages.ts";
import { live } from "./liveSamples.ts";
import { journal } from "./samples.ts";

const unreachable: LiveStatus = { kind: "unreachable", reason: "no route" };

describe("a migration in flight that this stack did not start", () => {
  const from = (stage: Stage | undefined, to: Stage, changes: Partial<Adopting> = {}): Adopting => ({
    groupId: "cache-prod",
    from: stage,
    to,
    history: stage === undefined ? [] : journal("prepare"),
    existing: true,
    adopt: "",
    ...changes,
  });
  const how = (move: Adopting, status: LiveStatus = live({ status: "migrating" })) => {
    const judged = judgeAdoption(move, status);
    return judged.kind === "refused" ? judged.failure.code : judged.kind;
  };

  test.each<[Stage | undefined, Stage]>([
    [undefined, "migrate"],
    [undefined, "abort"],
    ["prepare", "migrate"],
    ["prepare", "abort"],
  ])("from %s into %s is adopted by the consent for the attempt that this begins, and by no other", (stage, to) => {
    expect(how(from(stage, to, { adopt: "cache-prod#1" }))).toBe("adopts");
    for (const adopt of ["", "cache-prod#2", "cache-prod#", "cache-dev#1"]) {
      expect(how(from(stage, to, { adopt }))).toBe("migration-in-flight");
    }
  });

  test("a second attempt wants a consent of its own", () => {
    const history = journal("prepare", "migrate", "abort", "prepare");
    expect(how(from("prepare", "migrate", { history, adopt: "cache-prod#1" }))).toBe("migration-in-flight");
    expect(how(from("prepare", "migrate", { history, adopt: "cache-prod#2" }))).toBe("adopts");
  });

  test("the refusal prints the consent that would do", () => {
    const judged = judgeAdoption(from("prepare", "migrate"), live({ status: "migrating" }));
    expect(judged.kind === "refused" && judged.failure.remedy).toBe(
      "find out who started it and have it ended there; or, if its source is this stack's, set migration.adopt: cache-prod#1",
    );
  });

  test("is waited for by the operator while AWS still reports modifying, whatever the consent", () => {
    expect(
      how(from("prepare", "migrate", { adopt: "cache-prod#1" }), live({ status: "modifying", startOpen: true })),
    ).toBe("migration-in-flight");
    expect(how(from("prepare", "migrate"), live({ status: "modifying" }))).toBe("none");
  });

  test("a first stage adopts only into a group that exists", () => {
    expect(how(from(undefined, "migrate", { existing: false, adopt: "cache-prod#1" }))).toBe("none");
    expect(how(from("prepare", "migrate", { existing: false, adopt: "cache-prod#1" }))).toBe("adopts");
  });

  test("a consent for this very attempt is refused where nothing is in flight: it may have been completed", () => {
    for (const status of [live({ status: "available" }), live({ status: "modifying" }), { kind: "absent" } as const]) {
      expect(how(from("prepare", "migrate", { adopt: "cache-prod#1" }), status)).toBe("not-in-flight");
      expect(how(from(undefined, "abort", { adopt: "cache-prod#1" }), status)).toBe("not-in-flight");
    }
    expect(how(from("prepare", "migrate", { adopt: "cache-prod#2" }), live({ status: "available" }))).toBe("none");
  });

  test("no other move adopts", () => {
    for (const [stage, to] of [
      ["migrate", "migrate"],
      ["migrate", "abort"],
      ["complete", "migrate"],
      ["prepare", "prepare"],
      [undefined, "prepare"],
      [undefined, "complete"],
    ] as const) {
      expect(how(from(stage, to, { adopt: "cache-prod#1" }))).toBe("none");
    }
  });

  test("a preview knows no attempt and takes a consent of the group; with AWS out of reach it believes the consent", () => {
    expect(how(from("prepare", "migrate", { history: undefined, adopt: "cache-prod#7" }))).toBe("adopts");
    expect(how(from("prepare", "migrate", { history: undefined, adopt: "cache-dev#7" }))).toBe("migration-in-flight");
    expect(how(from("prepare", "abort", { adopt: "cache-prod#1" }), unreachable)).toBe("adopts");
    expect(how(from("prepare", "migrate"), unreachable)).toBe("none");
  });
});
