// What is heard of an operation: the events are as the engine sends them, texts included.
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { describe, expect, it } from "vitest";
import { Hearing, ownWords } from "../../rehearsal/hearing.ts";

const said = (severity: string, message: string) =>
  ({ sequence: 0, timestamp: 0, diagnosticEvent: { severity, message, color: "never" } }) as EngineEvent;

function hearing() {
  const lines: string[] = [];
  return { heard: new Hearing("up", (line) => lines.push(line)), lines };
}

const deadline =
  "sessions-dev did not reach migrate within 3 minutes.\nExpected: the end of migrate\nDo: run pulumi up again\n(deadline-reached, see docs/errors.md#deadline-reached)";

describe("what went on", () => {
  it("is handed on line by line, without the engine's colours and without empty lines", () => {
    const { heard, lines } = hearing();
    heard.event(said("info", "<{%reset%}>sessions-dev: copying\n\nsessions-dev: in sync\n<{%reset%}>"));
    heard.event(said("info#err", "a warning of Node's"));
    expect(lines).toStrictEqual(["sessions-dev: copying", "sessions-dev: in sync", "a warning of Node's"]);
    expect(heard.lines).toStrictEqual(lines);
  });

  it("leaves out debug messages, which may hold secrets, and that the stand-in is found on PATH", () => {
    const { heard, lines } = hearing();
    heard.event(said("debug", "a secret in clear"));
    heard.event(said("warning", "using pulumi-resource-aws from $PATH at /somewhere"));
    expect(lines).toStrictEqual([]);
  });

  it("ends with the summary's counts", () => {
    const { heard } = hearing();
    const summaryEvent = { maybeCorrupt: false, durationSeconds: 1, resourceChanges: { create: 18 }, policyPacks: {} };
    heard.event({ sequence: 1, timestamp: 0, summaryEvent });
    heard.event({ sequence: 2, timestamp: 0 });
    expect(heard.changes).toStrictEqual({ create: 18 });
  });
});

describe("what was wrong", () => {
  it("is told in the product's own words, each once", () => {
    const { heard } = hearing();
    heard.event(said("error", `1 error occurred:\n\t* ${deadline}\n\n`));
    heard.event(said("error", deadline));
    heard.event(said("error", "update failed"));
    expect(heard.errors(new Error("code: 255"))).toStrictEqual([deadline]);
  });

  it("is one entry for each reason of several", () => {
    expect(ownWords("2 errors occurred:\n\t* one\nExpected: a\n\t* other\nExpected: b\n\n")).toStrictEqual([
      "one\nExpected: a",
      "other\nExpected: b",
    ]);
  });

  it("goes without the resource that a check's refusal is put on", () => {
    const token = "pulumi-nodejs:dynamic/elasticache:MigrationJournal";
    expect(ownWords(`${token} resource 'journal' has a problem: Stage "complete" cannot be the first.`)).toStrictEqual([
      'Stage "complete" cannot be the first.',
    ]);
  });

  it("is taken from standard error when the engine ends before its first event", () => {
    const { heard } = hearing();
    heard.standardError("warning: something\nerror: the stack is currently locked");
    heard.standardError(" by 1 lock(s).\n  file:///somewhere\n");
    expect(heard.errors(new Error("code: 255\n stdout: \n stderr: all of it again"))).toStrictEqual([
      "the stack is currently locked by 1 lock(s).\n  file:///somewhere",
    ]);
  });

  it("names the CLI when that was killed", () => {
    const { heard } = hearing();
    const failure =
      "code: -2\n stdout: \n stderr: Command was killed with SIGKILL (Forced termination): /cli/bin/pulumi up\n";
    expect(heard.errors(new Error(failure))).toStrictEqual([
      "the Pulumi CLI was ended by SIGKILL in the middle of pulumi up",
    ]);
  });

  it("is nothing after an operation that succeeded", () => {
    expect(hearing().heard.errors()).toStrictEqual([]);
  });
});
