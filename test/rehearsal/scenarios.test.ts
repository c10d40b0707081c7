// Which scenarios there are; that they come to what they expect is in test/engine (engineKilled and its neighbours).
import { describe, expect, it } from "vitest";
import { comesBy, crashScenarios, listed, scenarioNamed, scenarios, usualEnd } from "../../rehearsal/scenarios.ts";
import { rehearsedStages } from "../../rehearsal/stages.ts";

describe("the scenarios", () => {
  it("have a name each, in words that a command line takes", () => {
    const names = scenarios.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it("are the migration as it should go, and at least 20 crashes that differ in moment, blow or what becomes of a call", () => {
    expect(scenarios.filter(({ crash }) => crash === undefined).map(({ name }) => name)).toStrictEqual(["default"]);
    const crashes = crashScenarios.map(({ crash: { during, at, blow } }) => JSON.stringify({ during, at, blow }));
    expect(new Set(crashes).size).toBe(crashes.length);
    expect(crashes.length).toBeGreaterThanOrEqual(20);
  });

  it("come by every stage that acts, and by every blow", () => {
    const of = <T>(pick: (scenario: (typeof crashScenarios)[number]) => T) => new Set(crashScenarios.map(pick));
    expect(of(({ crash }) => crash.during)).toStrictEqual(new Set(["prepare", "migrate", "complete", "abort"]));
    expect(of(({ crash }) => crash.blow)).toStrictEqual(
      new Set([
        ...["engineKilled", "providerKilled", "pluginKilled", "interrupted", "interruptedTwice", "terminated"],
        ...["cancelled", "late"],
      ]),
    );
  });

  it("expect one StartMigration that AWS carries out at most, and a completion where it is asked for alone", () => {
    for (const { name, crash } of crashScenarios) {
      for (const calls of crash.calls) {
        expect(calls.filter((call) => call === "StartMigration ok").length, name).toBeLessThanOrEqual(1);
        const completions = calls.filter((call) => call.startsWith("CompleteMigration"));
        const allowed = {
          prepare: /^$/,
          migrate: /^$/,
          complete: /^CompleteMigration /,
          abort: /^CompleteMigration! /,
        };
        for (const call of completions) expect(call, name).toMatch(allowed[crash.during]);
      }
    }
  });
});

describe("a scenario's end", () => {
  it("is complete, and abort where it happens in an abort", () => {
    const ends = new Set(crashScenarios.map((one) => `${one.crash.during} ${usualEnd(one)}`));
    expect(ends).toStrictEqual(new Set(["prepare complete", "migrate complete", "complete complete", "abort abort"]));
    expect(usualEnd(scenarioNamed("default"))).toBe("complete");
  });

  it("comes by the stage in which it happens", () => {
    const ends = (name: string) => rehearsedStages.filter((until) => comesBy(scenarioNamed(name), until));
    expect(ends("default")).toStrictEqual(rehearsedStages);
    expect(ends("engine-killed-while-copying")).toStrictEqual(["migrate", "complete", "operate", "abort"]);
    expect(ends("engine-killed-at-the-gate")).toStrictEqual(["complete", "operate"]);
  });
});

it("lists no more than name, purpose and what is expected", () => {
  const [first] = crashScenarios;
  if (first === undefined) throw new Error("there are no crashes");
  const { name, purpose, expects } = first;
  expect(JSON.parse(listed(true))).toContainEqual({ name, purpose, expects });
  expect(listed(false).split("\n")).toContain(`${name}: ${purpose}; expects ${expects}`);
});

it("names no scenario that there is not", () => {
  expect(() => scenarioNamed("storm")).toThrow("there is no scenario storm");
});
