// One `pulumi up` of a rehearsal: edited, made, written down, and looked at afterwards from the other side.
import type { EmulatedAws } from "./emulatedAws.ts";
import type { Emulator } from "./emulatorProcess.ts";
import type { Engine, Operation } from "./engine.ts";
import { changesOfOwners } from "./existingGroup.ts";
import { accessFaults } from "./groupAccess.ts";
import { FailedStage, type RunRecord } from "./record.ts";
import type { StackFile } from "./stackFile.ts";
import type { Traffic } from "./traffic.ts";
import type { Up } from "./ups.ts";

export interface GoUpArgs {
  readonly engine: Pick<Engine, "setConfig" | "up" | "outputsOf">;
  readonly aws: Pick<EmulatedAws, "elastiCache" | "own">;
  readonly emulator: Pick<Emulator, "log">;
  readonly traffic: Pick<Traffic, "beforeComplete">;
  readonly record: RunRecord;
  readonly settings: StackFile["settings"];
  /** What happens to a first `up` like this one, and has to be so when it has gone through after all: each tells problems. */
  readonly crash?: {
    readonly before: () => Promise<readonly string[]>;
    readonly after: () => Promise<readonly string[]>;
  };
}

/** @throws FailedStage when it failed; what the product said of it is in the record */
export async function goUp(args: GoUpArgs, up: Up): Promise<Operation> {
  const { engine, traffic, record, crash } = args;
  for (const [path, value] of up.edits) engine.setConfig(path, value);
  if (up.stage === "complete") await traffic.beforeComplete();
  for (const problem of (await crash?.before()) ?? []) record.problem(problem);
  const result = await engine.up();
  record.wentUp(up, result);
  if (!result.ok) {
    for (const error of result.errors) record.problem(error);
    const { findings } = await engine.outputsOf("OnlineMigration");
    if (findings !== undefined) record.outputs = { ...record.outputs, findings };
    throw new FailedStage(up.title);
  }
  record.outputs = result.outputs;
  for (const problem of (await crash?.after()) ?? []) record.problem(problem);
  for (const fault of await outcomeFaults(args, up, result)) record.problem(fault);
  return result;
}

async function outcomeFaults(args: GoUpArgs, { title, outcome }: Up, { lines }: Operation): Promise<string[]> {
  const { aws, emulator, settings } = args;
  const { replicationGroupId } = settings.target;
  switch (outcome.is) {
    case "stage":
      return [];
    case "changed":
      return await accessFaults(aws, replicationGroupId, title, outcome.access);
    case "told": {
      const isTold = lines.some((line) => line.includes(outcome.option));
      const untold = `after ${title} nobody was told of "${outcome.option}" for ${replicationGroupId}`;
      const log = (await emulator.log()).filter(({ requestId }) => !aws.own.has(requestId));
      return [...(isTold ? [] : [untold]), ...changesOfOwners(log, settings)];
    }
  }
}
