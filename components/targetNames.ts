// Names and parameters of what belongs to a replication group, by AWS's rules.

export interface TargetNames {
  readonly subnetGroup: string;
  readonly parameterGroup: string;
  readonly securityGroup: string;
}

/**
 * Physical names, all taken from the group's own: with its 40 characters at most they stay far below the 255 that AWS
 * allows for each of them.
 *
 * @param replicationGroupId as the configuration has it: lower-case letters, digits and single hyphens, a letter first
 */
export function namesOf(replicationGroupId: string): TargetNames {
  // Every account has a subnet group `default` already, and AWS reserves the word for parameter groups.
  const own = replicationGroupId === "default" ? "default-target" : replicationGroupId;
  const purpose = `${own}-elasticache`;
  return {
    subnetGroup: own,
    parameterGroup: own,
    // A name that begins with sg- is refused, because it reads like the id of a group (EC2, CreateSecurityGroup).
    securityGroup: purpose.startsWith("sg-") ? `elasticache-${own}` : purpose,
  };
}

export interface Parameter {
  readonly name: string;
  readonly value: string;
}

export interface ParameterWishes {
  readonly clusterMode: "disabled" | "enabled";
  /** The source's. */
  readonly databases: number;
  readonly reservedMemoryPercent: number | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * `databases` can be set only where a parameter group is created, and must equal the source's (AWS, Migration-Prepare). In
 * cluster mode it is left out: there is database 0 alone. `cluster-enabled` is what makes the group a cluster.
 */
export function parametersOf({
  clusterMode,
  databases,
  reservedMemoryPercent,
  parameters,
}: ParameterWishes): Parameter[] {
  const all = {
    ...parameters,
    ...(clusterMode === "enabled" ? { "cluster-enabled": "yes" } : { databases: String(databases) }),
    ...(reservedMemoryPercent === undefined ? {} : { "reserved-memory-percent": String(reservedMemoryPercent) }),
  };
  return Object.entries(all)
    .map(([name, value]) => ({ name, value }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
