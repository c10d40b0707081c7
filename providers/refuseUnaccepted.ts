// The freeze under --target: a journal that the engine is told to leave out is not asked, and answers with what it last
// accepted. That is compared with what the program hands over before anything of target and path is registered.
import * as pulumi from "@pulumi/pulumi";
import { wording } from "../migration/failures.ts";
import { judgeEdits, type FrozenSettings } from "../migration/frozen.ts";
import type { Stage } from "../migration/stages.ts";
import type { MigrationJournal } from "./MigrationJournal.ts";

interface Asked {
  readonly stage: Stage;
  readonly settings: FrozenSettings;
}

/** @throws RunError naming the edited keys; never after a journal that was asked: that has accepted them, or refused */
export async function refuseUnaccepted(journal: MigrationJournal, asked: Asked): Promise<void> {
  const accepted = await acceptedBy(journal);
  const refusal =
    accepted === undefined ? undefined : judgeEdits(accepted.stage, asked.stage, accepted.settings, asked.settings);
  if (refusal !== undefined) throw new pulumi.RunError(wording(refusal));
}

/** Undefined only in the preview of a stack that has no journal yet and is not to get one. */
async function acceptedBy(journal: MigrationJournal): Promise<Asked | undefined> {
  const known = new Promise<Asked>((resolve) => {
    pulumi.all([journal.stage, journal.settings]).apply(([stage, settings]) => {
      resolve({ stage, settings });
    });
  });
  if (!pulumi.runtime.isDryRun()) return await known;
  const registered = new Promise<undefined>((resolve) => {
    journal.urn.apply(() => setImmediate(resolve, undefined));
  });
  return await Promise.race([known, registered]);
}
