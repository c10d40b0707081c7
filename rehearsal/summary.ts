// What happened, what was proven, what was not, and where the time went: the last thing that a rehearsal prints.
import type { Rehearsal } from "./rehearsal.ts";
import type { Report } from "./report.ts";

export function summary(report: Report): string {
  return [happened(report), proven(report), notProven(report), times(report)].flat().join("\n");
}

function happened(report: Report): string[] {
  const stages = report.stages.map(({ stage, ok }) => (ok ? stage : `${stage} (failed)`)).join(" -> ");
  const title = report.ok ? "The rehearsal held" : "The rehearsal did NOT hold";
  return [
    "",
    `${title}: stack ${report.stack}, ${stages === "" ? "no stage reached" : stages}, ${report.seconds.toFixed(1)} s`,
    `  source ${report.sourceServer || "?"}, target ${report.targetServer || "?"} (declared: ${report.declaredEngine}), seed ${report.seed}`,
    ...report.problems.map((problem) => `  problem: ${problem.replaceAll("\n", "\n           ")}`),
    ...report.left.map((left) => `  left standing: ${left}`),
  ];
}

function proven({ verification, writes, stages }: Report): string[] {
  const { compared, missing, extra, different, ttlDifferent, normalised } = verification;
  const list = [];
  if (compared > 0) {
    list.push(
      `${compared} keys compared by value and expiry: ${missing} missing, ${extra} extra, ${different} different, ${ttlDifferent} with another expiry (${normalised} equal after normalising)`,
    );
  }
  if (writes.attempted > 0)
    list.push(
      `${writes.acknowledged} of ${writes.attempted} writes acknowledged, longest silence around the switch ${Math.round(writes.outageMs)} ms`,
    );
  if (stages.some(({ stage, ok }) => stage === "complete" && ok))
    list.push(`${writes.lost} acknowledged writes lost: looked for one by one on the promoted target`);
  return ["Proven here:", ...list.map((line) => `  ${line}`)];
}

function notProven({ scale, stages }: Report): string[] {
  const shortened = Object.entries(scale)
    .filter(([, { from, to }]) => from !== to)
    .map(([key, { from, to }]) => `${key} ${from} -> ${to}`);
  return [
    "Not proven here:",
    "  anything that only AWS can show (docs/fine-print.md): timing, event wording, its own checks",
    ...(stages.some(({ stage }) => stage === "complete")
      ? ["  that no write is lost at the cut-over: it is not fenced yet, so writes between promotion and switch can be"]
      : []),
    ...(shortened.length > 0 ? [`  the thresholds as configured; shortened here: ${shortened.join(", ")}`] : []),
  ];
}

function times({ steps }: Report): string[] {
  const width = Math.max(0, ...steps.map(({ step }) => step.length));
  return [
    "Where the time went:",
    ...steps.map(({ step, seconds }) => `  ${step.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s`),
  ];
}

/** How to look at what `--keep` left standing, and how to end it. */
export function keptText({ run, environment, emulator, source }: Rehearsal): string {
  const path = `${run.path}/cli/bin/pulumi`;
  return [
    "",
    "Kept standing:",
    `  emulator  ${emulator.endpoint} (control: ${emulator.endpoint}/_emulator/log, /_emulator/world, /_emulator/delays)`,
    `  source    redis-cli -h ${source.host} -p ${source.port}`,
    `  stack     cd ${run.path} && ${path} stack`,
    `  state     ${environment["PULUMI_BACKEND_URL"] ?? ""}`,
    `End it:     kill ${emulator.pid} && rm -rf ${run.path}`,
  ].join("\n");
}
