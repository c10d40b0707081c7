// Which parameters a version of an engine takes: those of its family.
import type { Engine } from "./plan.ts";

/** The parameter group family of an engine version (AWS, ParameterGroups.Engine). */
export function parameterFamily(engine: Engine, engineVersion: string): string {
  const [major = "", minor = ""] = engineVersion.split(".");
  if (engine === "valkey") return `valkey${major}`;
  if (major === "6") return "redis6.x";
  return Number(major) >= 7 ? `redis${major}` : `redis${major}.${minor}`;
}
