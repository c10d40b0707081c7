// A plan as the state keeps it: one from before a setting existed lacks the setting, and meant what is assumed here.
import type { PathPlan, Plan, SidePlan } from "./plan.ts";

/** Whose group and whose source it is has been there from the first; of the rest any part may be missing. */
export interface KeptPlan extends Partial<Omit<Plan, "source" | "target" | "path">> {
  readonly groupId: string;
  readonly source: Pick<Plan["source"], "host" | "port"> & Partial<Plan["source"]>;
  readonly target?: Partial<Plan["target"]>;
  readonly path?: Partial<Omit<PathPlan, "source" | "target" | "application">> & {
    readonly source?: Partial<PathPlan["source"]>;
    readonly target?: Partial<PathPlan["target"]>;
    readonly application?: Partial<PathPlan["application"]>;
  };
}

const side: SidePlan = { vpcId: "", cidrs: [], subnetIds: [], routeTableIds: [] };

/** For those who only look (refresh, destroy): a run has the plan of its own program. */
export function wholePlan({ source, target, path, ...rest }: KeptPlan): Plan {
  return {
    waitFor: "inSync",
    deadlineMinutes: 45,
    pollSeconds: 5,
    inSyncForSeconds: 60,
    maxLagBytes: 1_048_576,
    discardTargetData: "",
    forceAbort: "",
    allowDestroy: false,
    overrides: [],
    probe: "direct",
    addresses: {},
    ...rest,
    source: {
      primaries: [],
      clusterMode: "disabled",
      shards: 1,
      engine: "redis",
      version: "",
      databases: 16,
      datasetGiB: 0,
      ...source,
    },
    target: {
      existing: false,
      engine: "redis",
      engineVersion: "",
      nodeType: "",
      port: 6379,
      shards: 1,
      replicasPerShard: 1,
      slots: [],
      reservedMemoryPercent: 25,
      atRest: false,
      ...target,
    },
    path: {
      mode: "existing",
      peeringConnectionId: "",
      transitGatewayId: "",
      ...path,
      source: { ...side, securityGroupId: "", region: "", accountId: "", roleArn: "", ...path?.source },
      target: { ...side, ...path?.target },
      application: { securityGroupIds: [], cidrs: [], routeTableIds: [], ...path?.application },
    },
  };
}
