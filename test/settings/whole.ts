// A whole and valid configuration as the stack file holds it; tests change the keys that they are about.
type Values = Record<string, unknown>;

export function whole(changes: Readonly<Record<string, unknown>> = {}): Values {
  const config: Values = {
    stage: "prepare",
    source: {
      endpoint: "10.0.0.241:6379",
      engine: "redis",
      version: "7.0.15",
      datasetGiB: 1,
      vpcId: "vpc-0a1b2c3d4e5f60001",
      cidrs: ["10.0.0.0/16"],
      subnetIds: ["subnet-0a1b2c3d4e5f60011"],
      routeTableIds: ["rtb-0a1b2c3d4e5f60021"],
      securityGroupId: "sg-0a1b2c3d4e5f60031",
    },
    target: {
      replicationGroupId: "cache-prod",
      engine: "redis",
      engineVersion: "7.0",
      nodeType: "cache.m6g.large",
      vpcId: "vpc-0a1b2c3d4e5f60002",
      cidrs: ["10.1.0.0/16"],
      subnetIds: ["subnet-0a1b2c3d4e5f60012", "subnet-0a1b2c3d4e5f60013"],
      routeTableIds: ["rtb-0a1b2c3d4e5f60022"],
    },
    network: { mode: "peering" },
    application: { securityGroupIds: ["sg-0a1b2c3d4e5f60032"] },
    probe: { mode: "direct" },
  };
  for (const [path, value] of Object.entries(changes)) put(config, path.split("."), value);
  return config;
}

/** Sets the key at a path; undefined takes it away. */
function put(at: Values, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) put((at[key] ??= {}) as Values, rest, value);
  else if (value === undefined) at[key] = undefined;
  else at[key] = value;
}
