import { describe, expect, test } from "vitest";
import type { Finding } from "../../migration/findings.ts";
import { pointLines, troubleshoot, type FallBackEvidence } from "../../migration/troubleshooting.ts";
import { events, readableSource } from "./samples.ts";

const finding = (code: Finding["code"], severity: Finding["severity"]): Finding => ({
  code,
  severity,
  found: `what was found of ${code}`,
  expected: "otherwise",
  remedy: "mend it",
  source: "AWS",
});
const verdicts = (changes: Partial<FallBackEvidence>) =>
  troubleshoot({ event: "", findings: [], source: [], ...changes }).map(({ verdict }) => verdict);
const failedSnapshot = { ...readableSource, stats: { ...readableSource.stats, lastSnapshotFailed: true } };

test("the points are AWS's five, in AWS's order, each with a verdict and what it rests on", () => {
  const { message } = events.fellBack(0);
  const points = troubleshoot({
    event: message,
    findings: [finding("network-source-ingress", "blocking"), finding("target-multi-az", "warning")],
    source: [readableSource],
  });
  expect(pointLines(points).split("\n")).toStrictEqual([
    "",
    `  1. the event that AWS told: fault: "${message}": the source writes a snapshot that the target's engine does not load (its RDB version, or a type that it does not know)`,
    "  2. the preparation of source and target: ok: worth a look: target-multi-az: what was found of target-multi-az",
    "  3. the routing between the nodes' subnets and the source: ok: nothing found against it",
    "  4. the source's security group, which must admit the nodes: fault: network-source-ingress: what was found of network-source-ingress",
    "  5. the source's log, for errors of the replication: unknown: INFO shows no failed snapshot; the log is to be read on the source's host",
  ]);
});

describe("the event", () => {
  test("that names a cause is a fault, that names none tells nothing, and none is unknown", () => {
    const first = (event: string) => verdicts({ event })[0];
    expect(first("Migration operation failed for replication group a because of a broken link")).toBe("fault");
    expect(first("Migration operation failed for replication group a.")).toBe("unknown");
    expect(first("")).toBe("unknown");
  });
});

describe("findings", () => {
  test.each<[Finding["code"], number]>([
    ["source-protected-mode", 2],
    ["target-databases", 2],
    ["network-route-to-source", 3],
    ["network-acl", 3],
    ["network-peering", 3],
    ["network-target-egress", 3],
    ["network-source-ingress", 4],
  ])("%s is judged by point %i, and by no other", (code, point) => {
    const blocked = verdicts({ findings: [finding(code, "blocking")] });
    expect(blocked.flatMap((verdict, index) => (verdict === "fault" ? [index + 1] : []))).toStrictEqual([point]);
    expect(verdicts({ findings: [finding(code, "unknown")] })[point - 1]).toBe("unknown");
    expect(verdicts({ findings: [finding(code, "note")] })[point - 1]).toBe("ok");
  });

  test("a network that nobody may read leaves both of its points unknown", () => {
    expect(verdicts({ findings: [finding("network-unread", "unknown")] }).slice(1, 4)).toStrictEqual([
      "ok",
      "unknown",
      "unknown",
    ]);
  });

  test("a fault outweighs what could not be seen", () => {
    const both = [finding("source-config", "unknown"), finding("source-auth", "blocking")];
    expect(verdicts({ findings: both })[1]).toBe("fault");
  });

  test("how the application reaches the target afterwards explains no failed start", () => {
    expect(verdicts({ findings: [finding("application-access", "blocking")] }).slice(1, 4)).toStrictEqual([
      "ok",
      "ok",
      "ok",
    ]);
  });
});

test("the source's log is never called fine: INFO shows only that a snapshot failed, or nothing", () => {
  const last = (source: FallBackEvidence["source"]) => troubleshoot({ event: "", findings: [], source })[4];
  expect(last([readableSource, failedSnapshot])?.verdict).toBe("fault");
  expect(last([readableSource])?.verdict).toBe("unknown");
  expect(last([])?.detail).toContain("no server was asked");
  const unread = { kind: "unreadable", address: "10.0.0.241:6379", reason: "ETIMEDOUT", refuses: "nothing" } as const;
  expect(last([unread])).toMatchObject({
    verdict: "unknown",
    detail: "the source cannot be read (10.0.0.241:6379: ETIMEDOUT)",
  });
});
