// The program: settings -> journal -> components -> OnlineMigration -> stack outputs. Whatever decides is elsewhere.
import * as pulumi from "@pulumi/pulumi";
import { ApplicationAccess } from "./components/ApplicationAccess.ts";
import { MigrationTarget } from "./components/MigrationTarget.ts";
import { ReplicationPath } from "./components/ReplicationPath.ts";
import { SourcePeering } from "./components/SourcePeering.ts";
import { MigrationJournal } from "./providers/MigrationJournal.ts";
import { OnlineMigration } from "./providers/OnlineMigration.ts";
import { refuseWhileMigrating } from "./providers/refuseWhileMigrating.ts";
import { frozenSettings, planOf, readSettings, refuseUnfit } from "./settings/handOver.ts";

const stackConfig = pulumi.runtime.allConfig();
const settings = readSettings(stackConfig);
const { source, target, network, application, stage, migration } = settings;

// Before anything is registered, so that it holds under --target too.
await refuseWhileMigrating(stackConfig, settings);
const plan = planOf(settings);
refuseUnfit(settings, plan);

const protect = !migration.allowDestroy;
const journal = new MigrationJournal(
  "journal",
  {
    groupId: target.replicationGroupId,
    stage,
    settings: frozenSettings(settings, stackConfig),
    forceAbort: migration.forceAbort ?? "",
  },
  { protect },
);
const guard = { frozen: stage === "migrate" || stage === "complete" || stage === "abort", protect, journal };

const migrationTarget = new MigrationTarget(
  "target",
  { ...target, databases: source.databases, reservedMemoryPercent: target.reservedMemoryPercent },
  guard,
);
const peering = new SourcePeering(
  "peering",
  {
    mode: network.mode === "peering" ? "peering" : "sameVpc",
    target,
    source,
    dnsResolution: network.dnsResolution,
    label: `${target.replicationGroupId} migration`,
  },
  guard,
);
const path = new ReplicationPath(
  "path",
  {
    sourceSecurityGroupId: source.securityGroupId,
    sourcePort: source.endpoint.port,
    sourceCidrs: source.cidrs,
    targetSecurityGroupId: migrationTarget.securityGroupId,
    after: peering.path,
  },
  guard,
);
const access = new ApplicationAccess(
  "application",
  {
    ...application,
    targetSecurityGroupId: migrationTarget.securityGroupId,
    targetPort: target.port,
    after: peering.path,
  },
  guard,
);
const online = new OnlineMigration(
  "migration",
  { groupId: migrationTarget.replicationGroupId, stage, history: journal.history, plan },
  { protect, dependsOn: [migrationTarget, peering, path, access] },
);

export { stage };
export const {
  attempt,
  reached,
  phase,
  milestones,
  findings,
  lagBytes,
  endpoints,
  startedAt,
  inSyncAt,
  completedAt,
  unproven,
  nextStep,
} = online;
