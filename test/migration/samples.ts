// A healthy migration of `cache-prod` from 10.0.0.241, taken apart: tests change the one thing that they are about.
import type { Milestone, MilestoneKind } from "../../migration/milestones.ts";
import type {
  EventReading,
  GroupReading,
  Observation,
  ServerInfo,
  ServerReading,
  ServingInfo,
} from "../../migration/observation.ts";
import type { Plan } from "../../migration/plan.ts";
import type { Evidence } from "../../migration/readiness.ts";
import type { SourceRead } from "../../migration/sourceReading.ts";
import type { JournalEntry, Stage } from "../../migration/stages.ts";
import { openNetwork } from "./openNetwork.ts";

export type Present = Extract<GroupReading, { kind: "present" }>;

/** Ten o'clock, and seconds after it. */
export const beganMs = Date.parse("2026-11-20T10:00:00.000Z");
export const ms = (seconds: number) => beganMs + seconds * 1000;
export const at = (seconds: number) => new Date(ms(seconds)).toISOString();

export const plan: Plan = {
  groupId: "cache-prod",
  source: {
    host: "10.0.0.241",
    port: 6379,
    primaries: [],
    clusterMode: "disabled",
    shards: 1,
    engine: "redis",
    version: "7.0.15",
    databases: 16,
    datasetGiB: 1,
  },
  target: {
    existing: false,
    engine: "redis",
    engineVersion: "7.0",
    nodeType: "cache.m6g.large",
    port: 6379,
    shards: 1,
    replicasPerShard: 1,
    slots: [],
    reservedMemoryPercent: 25,
    atRest: false,
  },
  path: {
    mode: "sameVpc",
    peeringConnectionId: "",
    transitGatewayId: "",
    source: {
      vpcId: "vpc-0a1b2c3d4e5f60001",
      cidrs: ["10.0.0.0/16"],
      subnetIds: ["subnet-0a1b2c3d4e5f60011"],
      routeTableIds: ["rtb-0a1b2c3d4e5f60021"],
      securityGroupId: "sg-0a1b2c3d4e5f60031",
      region: "",
      accountId: "",
      roleArn: "",
    },
    target: {
      vpcId: "vpc-0a1b2c3d4e5f60001",
      cidrs: ["10.0.0.0/16"],
      subnetIds: ["subnet-0a1b2c3d4e5f60012", "subnet-0a1b2c3d4e5f60013"],
      routeTableIds: ["rtb-0a1b2c3d4e5f60022"],
    },
    application: { securityGroupIds: ["sg-0a1b2c3d4e5f60032"], cidrs: [], routeTableIds: [] },
  },
  waitFor: "inSync",
  deadlineMinutes: 45,
  pollSeconds: 5,
  inSyncForSeconds: 60,
  maxLagBytes: 1000,
  discardTargetData: "",
  forceAbort: "",
  allowDestroy: false,
  overrides: [],
  probe: "direct",
  addresses: {},
};

export const primaryAddress = "cache-prod-001.example:6379";
export const replicaAddress = "cache-prod-002.example:6379";
export const sourceAddress = "10.0.0.241:6379";

export const group: Present = {
  kind: "present",
  status: "available",
  arn: "arn:aws:elasticache:us-east-1:111122223333:replicationgroup:cache-prod",
  createdAt: "2026-11-20T08:00:00.000Z",
  engine: "redis",
  clusterMode: false,
  multiAz: true,
  automaticFailover: true,
  transitEncryption: false,
  atRestEncryption: false,
  accessControl: false,
  dataTiering: false,
  globalDatastore: false,
  durable: false,
  nodeType: "cache.m6g.large",
  snapshotRetentionDays: 0,
  snapshotWindow: "03:00-04:00",
  shards: [
    {
      id: "0001",
      slots: "",
      nodes: [primaryAddress, replicaAddress],
      nodeIds: ["cache-prod-001", "cache-prod-002"],
      primary: primaryAddress,
      replicas: [replicaAddress],
    },
  ],
  endpoints: { primary: "cache-prod.example:6379", reader: "cache-prod-ro.example:6379", configuration: "" },
};

/** The source: a master with 5,000 bytes of stream. */
export function master(changes: Partial<ServerInfo> = {}): ServerInfo {
  return {
    version: "7.0.15",
    engine: "redis",
    role: "master",
    replid: "a".repeat(40),
    replid2: "",
    replid2Offset: undefined,
    offset: 5000,
    link: undefined,
    loading: false,
    clusterEnabled: false,
    keys: 10,
    usedMemoryBytes: 1_000_000,
    uptimeSeconds: 0,
    serves: serving(),
    ...changes,
  };
}

/** No snapshot is running, and nobody follows. */
export function serving(changes: Partial<ServingInfo> = {}): ServingInfo {
  return {
    snapshotRuns: false,
    snapshotDoneKeys: undefined,
    snapshotTotalKeys: undefined,
    fullSyncs: 0,
    partialSyncsRefused: 0,
    replicas: [],
    ...changes,
  };
}

export type Link = NonNullable<ServerInfo["link"]>;

/** Two that follow, as the target's primary tells of its own. */
const served = ["10.0.1.6:6379", "10.0.1.7:6379"].map((address) => ({ address, state: "online", offset: 5000 }));

/** A replica of the source that is up and has everything. */
export function replica(changes: Partial<ServerInfo> = {}, link: Partial<Link> = {}): ServerInfo {
  const whole = { host: "10.0.0.241", port: 6379, up: true, syncing: false, silentSeconds: 0, ...link };
  return master({
    role: "slave",
    link: {
      syncDoneBytes: undefined,
      syncTotalBytes: undefined,
      syncLeftBytes: undefined,
      downSeconds: undefined,
      ...whole,
    },
    serves: serving({ replicas: served }),
    ...changes,
  });
}

export const read = (address: string, info: ServerInfo): ServerReading => ({ kind: "read", address, info });
export const unreadable = (address: string): ServerReading => ({
  kind: "unreadable",
  address,
  reason: "connect ECONNREFUSED",
});

export interface Sight {
  readonly status?: string;
  readonly atSeconds?: number;
  readonly events?: readonly EventReading[];
  readonly source?: ServerReading;
  readonly primary?: ServerReading;
  readonly replicas?: readonly ServerReading[];
  readonly group?: Partial<Present>;
}

/** While `migrating` both ends are linked and in sync, otherwise the target's primary is a master of its own. */
export function seen({ status = "available", atSeconds = 0, events = [], ...rest }: Sight = {}): Observation {
  const target = status === "migrating" ? replica() : master({ replid: "b".repeat(40), offset: 0, keys: 0 });
  const follower = status === "migrating" ? replica() : replica({ replid: "b".repeat(40), offset: 0 });
  return {
    atMs: ms(atSeconds),
    group: { ...group, status, ...rest.group },
    events,
    shards: [
      {
        shard: "0001",
        source: rest.source ?? read(sourceAddress, master()),
        primary: rest.primary ?? read(primaryAddress, target),
        replicas: rest.replicas ?? [read(replicaAddress, follower)],
      },
    ],
  };
}

/** The journal after these stages, one second apart, ending at ten o'clock; attempts counted as the journal does. */
export function journal(...stages: readonly Stage[]): JournalEntry[] {
  let attempt = 0;
  return stages.map((stage, index) => {
    if (stage === "migrate" && stages[index - 1] === "prepare") attempt += 1;
    const when = at(index + 1 - stages.length);
    return { attempt, stage, at: when, eventsUntil: when };
  });
}

export function milestone(kind: MilestoneKind, attempt = 1, evidence = "", atSeconds = 0): Milestone {
  return { kind, attempt, at: at(atSeconds), groupArn: group.arn, groupCreatedAt: group.createdAt, evidence };
}

export const events = {
  started: (seconds: number): EventReading => ({
    at: at(seconds),
    message:
      "Starting migration operation for target cluster cache-prod with source cluster endpoint 10.0.0.241 and port 6379",
  }),
  fellBack: (seconds: number): EventReading => ({
    at: at(seconds),
    message: "Migration operation failed for replication group cache-prod because of invalid RDB received",
  }),
  completed: (seconds: number): EventReading => ({
    at: at(seconds),
    message: "Complete Migration successful for cache-prod",
  }),
  notInSync: (seconds: number): EventReading => ({
    at: at(seconds),
    message: "Complete Migration failed for cache-prod: data is not in sync with the source",
  }),
} as const;

/** Nobody writes while it is looked at: then there is nothing to foretell of a full synchronisation. */
export const idle = { kind: "measured", overMs: 2000, writeBytesPerSecond: 0, by: "stream", evictedKeys: 0 } as const;

export const readableSource: SourceRead = {
  kind: "read",
  address: sourceAddress,
  info: master(),
  stats: {
    residentBytes: 2_000_000,
    systemMemoryBytes: 8_000_000_000,
    latestForkMicros: 800,
    lastSnapshotFailed: false,
    connectedClients: 10,
    evalshaCalls: 0,
    databasesInUse: [0],
  },
  settings: {
    protectedMode: "no",
    bind: "* -::*",
    port: 6379,
    tlsPort: 0,
    databases: 16,
    maxmemoryBytes: 0,
    maxmemoryPolicy: "volatile-lru",
    backlogBytes: 1_048_576,
    replicaBuffer: { hardBytes: 268_435_456, softBytes: 67_108_864, softSeconds: 60 },
    replTimeoutSeconds: 60,
    clusterDatabases: undefined,
    minReplicasToWrite: 0,
    maxClients: 10_000,
    diskless: true,
    disklessDelaySeconds: 5,
    keyspaceEvents: "",
    replicaReadOnly: true,
  },
  missingCommands: [],
  disabledCommands: [],
  modules: [],
  functions: [],
  acl: { kind: "read", isOn: true, needsNoPassword: true, commandRules: ["+@all"], otherUsers: [] },
  cluster: undefined,
  sentinels: [],
  hasAwsOwnKey: false,
  load: { ...idle, cpuShare: 0.05 },
  refused: [],
};

/** What `prepare` gathers of a target and a source as they should be. */
export const ready: Evidence = {
  group,
  nodes: {
    kind: "read",
    engineVersion: "7.0.7",
    autoMinorVersionUpgrade: false,
    maintenanceWindow: "sun:05:00-sun:06:00",
    parameterGroup: "cache-prod",
    securityGroupIds: ["sg-0a1b2c3d4e5f60033"],
    vpcId: plan.path.target.vpcId,
    subnetIds: plan.path.target.subnetIds,
    port: 6379,
    zones: ["us-east-1a", "us-east-1b"],
    onOutposts: false,
  },
  parameters: { databases: 16, reservedMemoryPercent: 25, maxmemoryPolicy: "volatile-lru", keyspaceEvents: "" },
  serverless: false,
  nowMs: beganMs,
  sources: [readableSource],
  topology: undefined,
  network: openNetwork,
  contents: { kind: "empty" },
  startsAttempt: 1,
  test: "passed",
  testEvidence: "",
};
