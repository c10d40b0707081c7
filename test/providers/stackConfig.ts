// A whole stack config of a group in the tiny cloud, as the engine hands it to program and providers.
import {
  region,
  routeTable,
  source,
  sourceGroup,
  sourceSubnet,
  targetSubnets,
  vpcId,
  type TestCloud,
} from "./cloud.ts";

type Part = Readonly<Record<string, unknown>>;
/** Parts of the configuration that differ from the default, merged key by key. */
export interface Change {
  readonly source?: Part;
  readonly target?: Part;
  readonly application?: Part;
  readonly migration?: Part;
  readonly probe?: Part;
  /** Of the aws provider's own keys. */
  readonly aws?: Readonly<Record<string, string>>;
}

const project = "elasticache-online-migration";

export function stackConfig(
  cloud: Pick<TestCloud, "url" | "addresses">,
  groupId: string,
  stage: string,
  change: Change,
) {
  const parts = {
    source: {
      endpoint: source,
      databases: 16,
      engine: "redis",
      version: "7.0.15",
      datasetGiB: 0.1,
      vpcId,
      cidrs: ["10.0.0.0/16"],
      subnetIds: [sourceSubnet],
      routeTableIds: [routeTable],
      securityGroupId: sourceGroup,
      ...change.source,
    },
    target: {
      replicationGroupId: groupId,
      engine: "redis",
      engineVersion: "7.0",
      nodeType: "cache.m6g.large",
      vpcId,
      cidrs: ["10.0.0.0/16"],
      subnetIds: targetSubnets,
      routeTableIds: [routeTable],
      ...change.target,
    },
    network: { mode: "sameVpc" },
    application: { cidrs: ["10.0.64.0/20"], ...change.application },
    probe: { mode: "direct", addresses: cloud.addresses, ...change.probe },
    migration: { pollSeconds: 0.05, inSyncForSeconds: 0.2, deadlineMinutes: 0.5, ...change.migration },
  };
  const ours = Object.entries(parts).map(([key, part]) => [`${project}:${key}`, JSON.stringify(part)]);
  return {
    "aws:region": region,
    "aws:accessKey": "test",
    "aws:secretKey": "test",
    "aws:endpoints": JSON.stringify([
      { elasticache: cloud.url, ec2: cloud.url, sts: cloud.url, cloudwatch: cloud.url },
    ]),
    ...change.aws,
    [`${project}:stage`]: stage,
    ...(Object.fromEntries(ours) as Record<string, string>),
  };
}
