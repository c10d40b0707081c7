import { describe, expect, test } from "vitest";
import { refuseDestroy, type Destroying } from "../../providers/destroyGuard.ts";
import { live } from "../migration/liveSamples.ts";
import { journal, milestone } from "../migration/samples.ts";

const of = (changes: Partial<Destroying> = {}): Destroying => ({
  groupId: "cache-prod",
  history: journal("prepare"),
  milestones: [],
  plan: { allowDestroy: false },
  ...changes,
});
const started = { history: journal("prepare", "migrate") };
const consented = { ...started, plan: { allowDestroy: true } };

test("a stack that never asked for a migration goes without a consent", () => {
  expect(() =>
    refuseDestroy(of({ milestones: [milestone("prepared", 0)] }), live({ status: "available" })),
  ).not.toThrow();
});

describe("once a migration was asked for", () => {
  test("it takes a consent that was applied, though no run has recorded a start", () => {
    expect(() => refuseDestroy(of(started), live({ status: "available" }))).toThrow("was not applied by an earlier up");
    expect(() =>
      refuseDestroy(of({ milestones: [milestone("startRequested")] }), live({ status: "available" })),
    ).toThrow();
    expect(() => refuseDestroy(of(consented), live({ status: "available" }))).not.toThrow();
    expect(() => refuseDestroy(of(consented), { kind: "absent" })).not.toThrow();
  });

  test("no consent helps while one is in flight, or begun, or while nobody can tell", () => {
    expect(() => refuseDestroy(of(consented), live({ status: "migrating" }))).toThrow(
      "set stage to abort and run pulumi up",
    );
    expect(() => refuseDestroy(of(consented), live({ status: "modifying", startOpen: true }))).toThrow(
      "with a migration begun",
    );
    expect(() => refuseDestroy(of(consented), live({ status: "modifying" }))).not.toThrow();
    const unreachable = { kind: "unreachable", reason: "no route" } as const;
    expect(() => refuseDestroy(of(consented), unreachable)).toThrow("AWS could not be asked how cache-prod is");
  });
});
