// Whether the target can load what the source sends: a full synchronisation is an RDB file, and engines refuse newer ones.
import { finding, type Finding } from "./findings.ts";
import type { Engine, Plan } from "./plan.ts";
import { loads, writtenBy } from "./rdb.ts";

/** In words, where the target certainly cannot load what a source of that version writes. */
export function unloadable(engine: Engine, version: string, target: Plan["target"]): string | undefined {
  const written = writtenBy(engine, version);
  if (loads(target.engine, target.engineVersion, written) !== "no") return undefined;
  return `writes RDB version ${written}, which ${target.engine} ${target.engineVersion} cannot load`;
}

/** Whether the target can load what a source of that version sends: decided before a full synchronisation tries to. */
export function* loadable(engine: Engine, version: string, target: Plan["target"], key: string): Iterable<Finding> {
  const written = writtenBy(engine, version);
  const verdict = loads(target.engine, target.engineVersion, written);
  if (verdict === "yes") return;
  yield finding(
    "rdb-too-new",
    verdict === "no" ? "blocking" : "warning",
    `${engine} ${version} (${key}) writes RDB version ${written}, which ${target.engine} ${target.engineVersion} ${verdict === "no" ? "cannot load" : "may not load"}`,
    "a target engine that loads the source's snapshots",
    "choose a newer target.engine and target.engineVersion, before the group is created or in a new one (for a Redis 7.4 or newer source there is none: use AWS's migration to serverless or an application-level copy)",
  );
}
