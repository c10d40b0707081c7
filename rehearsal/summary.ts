// What happened, what was proven, what was not, and where the time went: the last thing that a rehearsal prints.
import type { Kept, Rehearsed } from "./rehearse.ts";
import type { Report } from "./report.ts";
import { shellQuoted } from "./sandbox/pulumiCommand.ts";
import type { RehearsedStage } from "./stages.ts";
import { undeclared } from "./undeclared.ts";

export function summary({ report, exitCode, kept }: Rehearsed): string {
  const left = kept === undefined ? listed("left standing", report.left) : [];
  const after = kept === undefined ? [] : keptText(kept);
  return [
    "",
    ...happened(report, exitCode),
    ...left,
    ...proven(report),
    ...notProven(report),
    ...times(report),
    ...after,
  ].join("\n");
}

const titles = {
  0: "The rehearsal held",
  1: "The rehearsal did NOT hold",
  2: "The rehearsal could not be done",
} as const;

function happened(report: Report, exitCode: 0 | 1 | 2): string[] {
  const ups = [...report.stages, ...report.operate.map(({ step, ok }) => ({ stage: step, ok }))];
  const stages = ups.map(({ stage, ok }) => (ok ? stage : `${stage} (failed)`)).join(" -> ");
  const source = `source ${report.sourceServer} (declared: ${report.declaredSource})`;
  const target =
    report.targetServer === "" ? "" : `, target ${report.targetServer} (declared: ${report.declaredEngine})`;
  return [
    `${titles[exitCode]}: stack ${report.stack}, ${stages === "" ? "no stage reached" : stages}, ${report.seconds.toFixed(1)} s`,
    ...(report.sourceServer === "" ? [] : [`  ${source}${target}, seed ${report.seed}`]),
    ...listed("problem", report.problems),
    ...listed("ended by force", report.endedByForce),
  ];
}

const listed = (what: string, list: readonly string[]): string[] =>
  list.map((one) => `  ${what}: ${one.replaceAll("\n", "\n    ")}`);

function proven(report: Report): string[] {
  const { verification, writes } = report;
  const { compared, missing, extra, different, ttlDifferent, normalised } = verification;
  const lines: string[] = [];
  if (compared > 0) {
    lines.push(
      `${compared} keys compared by value and expiry (${normalised} of them equal after normalising):`,
      `${missing} missing, ${extra} extra, ${different} different, ${ttlDifferent} with another expiry`,
    );
  }
  if (report.cluster !== null) {
    const { keysRead, keysWritten } = report.cluster;
    lines.push(
      `a cluster client read ${keysRead} keys over the configuration endpoint, and wrote ${keysWritten} of them back`,
    );
  }
  lines.push(...applicationLines(report));
  if (writes.attempted > 0) lines.push(`${writes.acknowledged} of ${writes.attempted} writes acknowledged meanwhile`);
  if (hasReached(report, "complete")) {
    lines.push(
      `longest time without an acknowledged write around the switch: ${Math.round(writes.outageMs)} ms`,
      writes.lost === 0
        ? "no acknowledged write lost: looked for one by one on the promoted target"
        : `${writes.lost} acknowledged writes lost, looked for one by one: cut-over is not fenced yet`,
    );
  }
  return lines.length === 0 ? [] : ["Proven here:", ...lines.map((line) => `  ${line}`)];
}

function applicationLines({ application }: Report): string[] {
  const reached = application.filter(({ ok }) => ok);
  if (reached.length === 0) return [];
  const from = new Set(reached.map((one) => one.from)).size;
  const nodes = new Set(application.map(({ node }) => node)).size;
  return [
    reached.length === application.length
      ? `the application reaches each of the target's ${nodes} nodes, from ${from} groups or networks`
      : `the application reaches nodes of the target on ${reached.length} of ${application.length} ways`,
  ];
}

function notProven(report: Report): string[] {
  const shortened = Object.entries(report.scale)
    .filter(([, { from, to }]) => from !== to)
    .map(([key, { from, to }]) => `${key} ${from} -> ${to}`);
  return [
    "Not proven here:",
    "  what only AWS can show: its timing, its own checks, the wording of its events (docs/fine-print.md)",
    ...undeclared(report).map((difference) => `  that the declared versions fit: ${difference}`),
    ...(hasReached(report, "complete")
      ? ["  that no write is lost: nothing holds back yet what reaches the source after the promotion"]
      : []),
    ...report.applicationUnknown.map(
      (cidr) => `  that ${cidr} of the application reaches the target: it is in neither VPC`,
    ),
    ...(hasReached(report, "abort")
      ? ["  the target's data: an aborted target holds what had arrived, so nothing was compared"]
      : []),
    ...(shortened.length > 0 ? [`  thresholds as configured; here: ${shortened.join(", ")}`] : []),
  ];
}

function hasReached({ stages }: Report, wanted: RehearsedStage): boolean {
  return stages.some(({ stage, ok }) => stage === wanted && ok);
}

function times({ steps }: Report): string[] {
  const width = Math.max(0, ...steps.map(({ step }) => step.length));
  return [
    "Where the time went:",
    ...steps.map(({ step, seconds }) => `  ${step.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s`),
  ];
}

/** How to look at what `--keep` left standing, and how to end it. */
function keptText({ run, region, emulator, source, target, isCluster }: Kept): string[] {
  const [host = "", port = ""] = target.split(":");
  return [
    "",
    "Kept standing:",
    `  emulator  ${emulator.endpoint} (look at ${emulator.endpoint}/_emulator/log and /_emulator/world)`,
    `  aws       export AWS_ACCESS_KEY_ID=rehearsal AWS_SECRET_ACCESS_KEY=rehearsal AWS_REGION=${region}`,
    `            export AWS_ENDPOINT_URL=${emulator.endpoint}; aws elasticache describe-replication-groups`,
    `  source    redis-cli -h ${source.host} -p ${source.port}`,
    ...(target === "" ? [] : [`  target    redis-cli ${isCluster ? "-c " : ""}-h ${host} -p ${port}`]),
    `  pulumi    cd ${shellQuoted(run.path)} && cli/bin/pulumi stack`,
    "            (this CLI has backend, passphrase and the rest of its environment built in)",
    `End it:     kill ${emulator.pid}; rm -rf ${shellQuoted(run.path)}`,
  ];
}
