// The words that a rehearsal ends with.
import { describe, expect, it } from "vitest";
import { nothingCompared, type Report } from "../../rehearsal/report.ts";
import { summary } from "../../rehearsal/summary.ts";

const { examples, awsKeys, ...verification } = nothingCompared;

const held: Report = {
  ok: true,
  seed: 7,
  stack: "dev",
  scenario: "default",
  sourceServer: "redis 7.0.15",
  targetServer: "valkey 9.1.0",
  declaredSource: "redis 7.0.15",
  declaredEngine: "redis 7.0",
  keys: 2_000,
  shards: 1,
  scale: { pollSeconds: { from: 5, to: 0.25 }, inSyncForSeconds: { from: 1, to: 1 } },
  stages: ["prepare" as const, "migrate" as const, "complete" as const].map((stage) => ({
    stage,
    ok: true,
    seconds: 3,
    changes: {},
  })),
  operate: [],
  writes: { attempted: 5_000, acknowledged: 4_999, lost: 12, outageMs: 83.4 },
  verification: { ...verification, compared: 2_000, normalised: 3 },
  awsKeys,
  examples,
  cluster: null,
  application: [],
  applicationUnknown: [],
  findings: [],
  certificate: null,
  emulator: { actions: [] },
  refusedConnections: [],
  problems: [],
  left: [],
  endedByForce: [],
  steps: [{ step: "pulumi up: prepare", seconds: 3.14 }],
  seconds: 20.04,
};

const words = (report: Report, exitCode: 0 | 1 | 2 = 0) => summary({ report, exitCode, kept: undefined });

describe("summary", () => {
  it("says what happened, what was proven, what was not and where the time went", () => {
    expect(words(held).split("\n")).toStrictEqual([
      "",
      "The rehearsal held: stack dev, prepare -> migrate -> complete, 20.0 s",
      "  source redis 7.0.15 (declared: redis 7.0.15), target valkey 9.1.0 (declared: redis 7.0), seed 7",
      "Proven here:",
      "  2000 keys compared by value and expiry (3 of them equal after normalising):",
      "  0 missing, 0 extra, 0 different, 0 with another expiry",
      "  4999 of 5000 writes acknowledged meanwhile",
      "  longest time without an acknowledged write around the switch: 83 ms",
      "  12 acknowledged writes lost, looked for one by one: cut-over is not fenced yet",
      "Not proven here:",
      "  what only AWS can show: its timing, its own checks, the wording of its events (docs/fine-print.md)",
      "  that the declared versions fit: the target ran on valkey 9.1.0, the stack config declares redis 7.0",
      "  that no write is lost: nothing holds back yet what reaches the source after the promotion",
      "  thresholds as configured; here: pollSeconds 5 -> 0.25",
      "Where the time went:",
      "  pulumi up: prepare     3.1 s",
    ]);
  });

  it("tells of the steps of operate, of a cluster's client and of the application's ways", () => {
    const way = { after: "operate", from: "sg-1", node: "a", ok: true, element: "", reason: "" } as const;
    const blocked = { ...way, from: "10.1.0.0/20", ok: false, element: "rtb-1", reason: "no route" };
    const full: Report = {
      ...held,
      operate: [{ step: "tls preferred", ok: true, seconds: 3, changes: {} }],
      cluster: { keysRead: 2_000, keysWritten: 1_999, refusals: [] },
      application: [way, { ...way, node: "b" }],
      applicationUnknown: ["172.16.0.0/12"],
    };
    const text = words(full);
    expect(text).toContain("stack dev, prepare -> migrate -> complete -> tls preferred, 20.0 s\n");
    expect(text).toContain(
      "\n  a cluster client read 2000 keys over the configuration endpoint, and wrote 1999 of them back\n",
    );
    expect(text).toContain("\n  the application reaches each of the target's 2 nodes, from 1 groups or networks\n");
    expect(text).toContain("\n  that 172.16.0.0/12 of the application reaches the target: it is in neither VPC\n");
    const partly = words({ ...full, application: [way, blocked] });
    expect(partly).toContain("\n  the application reaches nodes of the target on 1 of 2 ways\n");
  });

  it("promises nothing for later when no write was lost this time", () => {
    const text = words({ ...held, writes: { ...held.writes, lost: 0 } });
    expect(text).toContain("  no acknowledged write lost: looked for one by one on the promoted target\n");
    expect(text).toContain("  that no write is lost: nothing holds back yet what reaches the source");
  });

  it("tells the problems of a rehearsal that did not hold, with their further lines", () => {
    const stages = [{ stage: "prepare" as const, ok: false, seconds: 3, changes: {} }];
    const problems = ["The source refuses replication.\nExpected: protected-mode no", "another"];
    const left = ["77 redis-server 127.1.2.3:6379"];
    const writes = { attempted: 0, acknowledged: 0, lost: 0, outageMs: 0 };
    const failed = { ...held, ok: false, stages, problems, left, writes, verification, targetServer: "" };
    expect(words(failed, 1).split("\n").slice(0, 8)).toStrictEqual([
      "",
      "The rehearsal did NOT hold: stack dev, prepare (failed), 20.0 s",
      "  source redis 7.0.15 (declared: redis 7.0.15), seed 7",
      "  problem: The source refuses replication.",
      "    Expected: protected-mode no",
      "  problem: another",
      "  left standing: 77 redis-server 127.1.2.3:6379",
      "Not proven here:",
    ]);
  });

  it("tells a rehearsal that could not be done from one that did not hold", () => {
    expect(words({ ...held, ok: false, stages: [] }, 2)).toContain(
      "The rehearsal could not be done: stack dev, no stage reached",
    );
  });

  it("fits a terminal of 110 columns", () => {
    expect(
      Math.max(
        ...words(held)
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(110);
  });
});
