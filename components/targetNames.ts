// Names and families of what belongs to a replication group, by AWS's rules.

/** The parameter group family of an engine version (AWS, ParameterGroups.Engine). */
export function parameterFamily(engine: "redis" | "valkey", engineVersion: string): string {
  const [major = "", minor = ""] = engineVersion.split(".");
  if (engine === "valkey") return `valkey${major}`;
  if (major === "6") return "redis6.x";
  return Number(major) >= 7 ? `redis${major}` : `redis${major}.${minor}`;
}

export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** `databases` can be set only where a parameter group is created, and must equal the source's (AWS, Migration-Prepare). */
export function parametersOf(
  databases: number,
  reservedMemoryPercent: number | undefined,
  others: Readonly<Record<string, string>>,
): Parameter[] {
  const all = {
    ...others,
    databases: String(databases),
    ...(reservedMemoryPercent === undefined ? {} : { "reserved-memory-percent": String(reservedMemoryPercent) }),
  };
  return Object.entries(all)
    .map(([name, value]) => ({ name, value }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
