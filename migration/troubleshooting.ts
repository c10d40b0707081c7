// AWS's five points for a start that fell back (Migration-Initiate), each with what could be seen of it at that moment.
import type { Finding } from "./findings.ts";
import type { FindingCode } from "./prerequisites.ts";
import type { SourceReading } from "./sourceReading.ts";

export interface Point {
  /** What AWS asks to look at. */
  readonly point: string;
  readonly verdict: "ok" | "fault" | "unknown";
  readonly detail: string;
}

export interface FallBackEvidence {
  /** AWS's own text; empty where no event came. */
  readonly event: string;
  /** As readiness judged them after the fall-back. */
  readonly findings: readonly Finding[];
  /** Empty where no server was asked. */
  readonly source: readonly SourceReading[];
}

const ofTheWay: readonly FindingCode[] = [
  "network-other-vpc",
  "network-peering",
  "network-route-to-source",
  "network-route-to-target",
  "network-acl",
  "network-target-egress",
  "network-unread",
];
const ofTheGate: readonly FindingCode[] = ["network-source-ingress", "network-unread"];
/** Says nothing of why a start failed: it is about the time after. */
const ofTheSwitch: readonly FindingCode[] = ["application-access"];
const elsewhere = [...ofTheWay, ...ofTheGate, ...ofTheSwitch];

export function troubleshoot({ event, findings, source }: FallBackEvidence): readonly Point[] {
  const among = (codes: readonly FindingCode[]) => findings.filter(({ code }) => codes.includes(code));
  return [
    { point: "the event that AWS told", ...ofEvent(event) },
    {
      point: "the preparation of source and target",
      ...ofFindings(findings.filter(({ code }) => !elsewhere.includes(code))),
    },
    { point: "the routing between the nodes' subnets and the source", ...ofFindings(among(ofTheWay)) },
    { point: "the source's security group, which must admit the nodes", ...ofFindings(among(ofTheGate)) },
    { point: "the source's log, for errors of the replication", ...ofSource(source) },
  ];
}

type Judged = Pick<Point, "verdict" | "detail">;

function ofEvent(event: string): Judged {
  if (event === "") return { verdict: "unknown", detail: "AWS told none" };
  if (/invalid rdb/i.test(event)) {
    return {
      verdict: "fault",
      detail: `"${event}": the source writes a snapshot that the target's engine does not load (its RDB version, or a type that it does not know)`,
    };
  }
  const because = /because of (?<why>.+?)\.?$/i.exec(event)?.groups?.["why"];
  if (because !== undefined) return { verdict: "fault", detail: `"${event}"` };
  return { verdict: "unknown", detail: `"${event}", which names no cause` };
}

function ofFindings(findings: readonly Finding[]): Judged {
  const told = (list: readonly Finding[]) => list.map(({ code, found }) => `${code}: ${found}`).join("; ");
  const faults = findings.filter(({ severity }) => severity === "blocking");
  if (faults.length > 0) return { verdict: "fault", detail: told(faults) };
  const unknown = findings.filter(({ severity }) => severity === "unknown");
  if (unknown.length > 0) return { verdict: "unknown", detail: told(unknown) };
  const warnings = findings.filter(({ severity }) => severity === "warning");
  return {
    verdict: "ok",
    detail: warnings.length === 0 ? "nothing found against it" : `worth a look: ${told(warnings)}`,
  };
}

/** The log itself is on the source's host: INFO shows only what it would say of the last snapshot. */
function ofSource(source: readonly SourceReading[]): Judged {
  const failed = source.filter((one) => one.kind === "read" && one.stats.lastSnapshotFailed);
  if (failed.length > 0) {
    const where = failed.map(({ address }) => address).join(", ");
    return {
      verdict: "fault",
      detail: `the last snapshot of ${where} failed (rdb_last_bgsave_status), which the log explains`,
    };
  }
  const unread = source.flatMap((one) => (one.kind === "unreadable" ? [`${one.address}: ${one.reason}`] : []));
  if (unread.length > 0) return { verdict: "unknown", detail: `the source cannot be read (${unread.join("; ")})` };
  const seen = source.length === 0 ? "no server was asked" : "INFO shows no failed snapshot";
  return { verdict: "unknown", detail: `${seen}; the log is to be read on the source's host` };
}

/** One line per point, as a refusal tells them. */
export function pointLines(points: readonly Point[]): string {
  return points
    .map(({ point, verdict, detail }, index) => `\n  ${index + 1}. ${point}: ${verdict}: ${detail}`)
    .join("");
}
