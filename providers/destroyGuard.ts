// When the migration may be destroyed: never under a migration, and after the first start only with a consent that an
// earlier `up` has applied.
import { failure, MigrationError } from "../migration/failures.ts";
import { isStarting } from "../migration/liveReading.ts";
import type { Milestone } from "../migration/milestones.ts";
import type { JournalEntry, LiveStatus } from "../migration/stages.ts";

export interface Destroying {
  readonly groupId: string;
  readonly history: readonly JournalEntry[];
  readonly milestones: readonly Milestone[];
  readonly plan: { readonly allowDestroy: boolean };
}

/** @throws MigrationError with the way out */
export function refuseDestroy({ groupId, history, milestones, plan }: Destroying, live: LiveStatus): void {
  const refuse = (happened: string, expected: string, remedy: string) => {
    throw new MigrationError(failure("destroy-refused", happened, expected, remedy));
  };
  const end = "set stage to abort and run pulumi up, then destroy";
  switch (live.kind) {
    case "unreachable":
      refuse(
        `AWS could not be asked how ${groupId} is: ${live.reason}`,
        "AWS's word that no migration is in flight",
        "check credentials, region and network, then destroy again",
      );
      break;
    case "present":
      if (live.status === "migrating") refuse(`AWS reports ${groupId} as migrating.`, "no migration in flight", end);
      if (isStarting(live)) {
        refuse(`AWS reports ${groupId} as modifying, with a migration begun.`, "no migration in flight", end);
      }
      break;
    case "absent":
      break;
  }
  const started = milestones.some((one) => one.kind === "startRequested") || history.some((one) => one.attempt > 0);
  if (plan.allowDestroy || !started) return;
  refuse(
    `${groupId} may hold migrated data, and migration.allowDestroy was not applied by an earlier up.`,
    "migration.allowDestroy: true, applied by pulumi up",
    "set it and run pulumi up, if the data may be lost; then destroy",
  );
}
