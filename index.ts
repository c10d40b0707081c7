// The program: settings -> journal -> components -> OnlineMigration -> stack outputs. Whatever decides is elsewhere.
import * as pulumi from "@pulumi/pulumi";
import { isFrozen } from "./components/guard.ts";
import { MigrationTarget } from "./components/MigrationTarget.ts";
import { layPath } from "./components/path.ts";
import { MigrationJournal } from "./providers/MigrationJournal.ts";
import { OnlineMigration } from "./providers/OnlineMigration.ts";
import { existingGroup } from "./providers/existingGroup.ts";
import { refuseCutOff } from "./providers/refuseCutOff.ts";
import { refuseOneZone } from "./providers/refuseOneZone.ts";
import { refuseOtherSlots } from "./providers/refuseOtherSlots.ts";
import { refuseUnaccepted } from "./providers/refuseUnaccepted.ts";
import { refuseWhileMigrating } from "./providers/refuseWhileMigrating.ts";
import { tellConsequences } from "./providers/tellConsequences.ts";
import { existingSteps, tellSteps } from "./settings/existingSteps.ts";
import { frozenSettings, planOf, readSettings, refuseUnfit, wordsOf } from "./settings/handOver.ts";

const stackConfig = pulumi.runtime.allConfig();
const settings = readSettings(stackConfig);
const { source, target, stage, migration } = settings;

// Before anything is registered, so that it holds under --target too.
const live = await refuseWhileMigrating(stackConfig, settings);
const plan = planOf(settings);
refuseUnfit(settings, plan);
await refuseOneZone(stackConfig, plan, live);
await refuseOtherSlots(plan, live);
await refuseCutOff(stackConfig, settings);
const existing = await existingGroup(stackConfig, settings);

const protect = !migration.allowDestroy;
const asked = { stage, settings: frozenSettings(settings, stackConfig, existing) };
const journal = new MigrationJournal(
  "journal",
  { groupId: target.replicationGroupId, ...asked, ...wordsOf(settings) },
  { protect },
);
await refuseUnaccepted(journal, asked);
const guard = { frozen: isFrozen(stage), protect, journal };

const migrationTarget = new MigrationTarget(
  "target",
  {
    ...target,
    existing,
    clusterMode: source.clusterMode,
    databases: source.databases,
    reservedMemoryPercent: target.reservedMemoryPercent,
  },
  guard,
);
const path = layPath(settings, stackConfig, migrationTarget, guard);
const online = new OnlineMigration(
  "migration",
  {
    groupId: migrationTarget.replicationGroupId,
    groupArn: migrationTarget.groupArn,
    stage,
    history: journal.history,
    plan,
  },
  { protect, dependsOn: [migrationTarget, ...path] },
);
await tellConsequences(stage, plan, online);
await tellSteps(existingSteps(settings), online);

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
