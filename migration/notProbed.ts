// What nobody has looked at with `probe: none`: one finding that names every rule that only a server itself could answer,
// and what the outputs say is therefore not proven.
import { finding, type Finding } from "./findings.ts";
import type { Plan } from "./plan.ts";
import { prerequisites, type FindingCode } from "./prerequisites.ts";
import type { Stage } from "./stages.ts";

/** Judged from the source's own answers. */
export const probedRules: readonly FindingCode[] = (Object.keys(prerequisites) as FindingCode[]).filter(
  (code) => prerequisites[code].judgedFrom === "source",
);

export function* notProbed({ probe, source }: Plan): Iterable<Finding> {
  if (probe === "direct") return;
  yield finding(
    "source-not-probed",
    "unknown",
    `probe.mode is none, so that nobody asked ${source.host}:${source.port}; not judged are: ${probedRules.join(", ")}`,
    "a source that was looked at, by these rules",
    "set probe.mode to direct where a machine reaches the source, or look at each by hand before the start (README has the list)",
  );
}

/** In words, for the outputs; nothing with a probe. */
export function unprovenUnprobed(stage: Stage, { probe, maxLagBytes }: Pick<Plan, "probe" | "maxLagBytes">): string[] {
  if (probe === "direct") return [];
  switch (stage) {
    case "prepare":
      return ["that the source is as the migration needs it: probe.mode is none, and nobody asked it"];
    case "migrate":
    case "complete":
      return [
        `how many bytes the target is behind: probe.mode is none, so that migration.maxLagBytes (${maxLagBytes}) was not judged; in sync is what CloudWatch says`,
        "what a node did since CloudWatch's newest datapoint, which is up to some minutes old",
      ];
    case "operate":
    case "abort":
      return [];
  }
}
