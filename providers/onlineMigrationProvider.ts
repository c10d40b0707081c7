// OnlineMigration: acts on the stage that the journal accepted. Create and update are the same path, and a stage that is
// not reached is left half-made in the state with all that was seen, so that the next `up` goes on from there.
import type { CheckResult, CreateResult, DiffResult, ReadResult, UpdateResult } from "@pulumi/pulumi/dynamic/index.js";
import { consequences } from "../migration/consequences.ts";
import { failure, MigrationError, wording, type Failure } from "../migration/failures.ts";
import { canonical } from "../migration/frozen.ts";
import { limits } from "../migration/limits.ts";
import { observe, observeAws } from "../migration/observe.ts";
import { wholePlan } from "../migration/keptPlan.ts";
import type { Plan } from "../migration/plan.ts";
import { reached } from "../migration/milestones.ts";
import { currentAttempt } from "../migration/phases.ts";
import { reach, type Task } from "../migration/reach.ts";
import { refreshed } from "../migration/refresh.ts";
import { notProven } from "../migration/refusals.ts";
import { isUnsettled, resultOf, type Result } from "../migration/result.ts";
import type { JournalEntry, Stage } from "../migration/stages.ts";
import { takeAccepted } from "./acceptedHere.ts";
import { contraryEvidence } from "./contraryEvidence.ts";
import { refuseDestroy } from "./destroyGuard.ts";
import { liveStatus } from "./liveStatus.ts";
import { withPorts } from "./migrationPorts.ts";
import { refuseWrongAccount } from "./refuseWrongAccount.ts";
import { stackConfig } from "./stackConfig.ts";
import { unanswered } from "./unanswered.ts";

export { configure } from "./stackConfig.ts";

export interface MigrationInputs {
  /** From the group's own output, so that a replacement of the group meets this resource's guarded delete first. */
  readonly groupId: string;
  /** Of the group's output too: whose account and region it is in. An older state has none. */
  readonly groupArn: string;
  readonly stage: Stage;
  readonly history: readonly JournalEntry[];
  readonly plan: Plan;
}

export interface MigrationOutputs extends Omit<MigrationInputs, "groupArn">, Result {
  readonly groupArn?: string;
}

/** What the engine puts in place of a value that a preview cannot know, whatever its type. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function check(_olds: Partial<MigrationInputs>, news: MigrationInputs): CheckResult {
  return { inputs: news, failures: [] };
}

/**
 * Reports work to do as long as the stage is not reached, although nothing in the configuration changed.
 *
 * @throws MigrationError for `operate` without the proof of the completion, and for a flip to `complete` against which
 * CloudWatch speaks, so that the preview refuses them already
 */
export async function diff(_id: string, olds: MigrationOutputs, news: MigrationInputs): Promise<DiffResult> {
  const refusal = await refusalInPreview(olds, news);
  if (refusal !== undefined) {
    const error = new MigrationError(refusal);
    error.stack = ""; // the engine would print message and stack a second time
    throw error;
  }
  const known = (name: keyof MigrationInputs) => (news[name] as unknown) !== unknownValue;
  const changed = (["groupId", "stage", "history", "plan"] as const).filter(
    (name) => known(name) && canonical(olds[name]) !== canonical(news[name]),
  );
  return { changes: changed.length > 0 || !known("history") || isUnsettled(news.stage, olds) };
}

async function refusalInPreview(olds: MigrationOutputs, news: MigrationInputs): Promise<Failure | undefined> {
  if (news.stage === "operate" && olds.milestones.every((one) => one.kind !== "completed"))
    return notProven(olds.phase, news.groupId);
  if (!isFlipToComplete(olds, news)) return undefined;
  return await contraryEvidence(stackConfig(), news.groupId, news.plan, olds);
}

/** A refresh comes with the outputs of a run that was refused and the inputs of the one before: that is no flip. */
function isFlipToComplete({ stage, history, milestones }: MigrationOutputs, news: MigrationInputs): boolean {
  const asked = reached(milestones, "completeRequested", currentAttempt(history));
  return news.stage === "complete" && stage !== "complete" && !asked;
}

export async function create(inputs: MigrationInputs): Promise<CreateResult> {
  return { id: inputs.groupId, outs: await act(inputs, undefined) };
}

export async function update(_id: string, olds: MigrationOutputs, news: MigrationInputs): Promise<UpdateResult> {
  return { outs: await act(news, olds) };
}

/**
 * Where the migration stands now, within a bound; what runs have recorded and reached stays, so that the next `up` goes
 * on as if there had been no refresh. An AWS that does not answer leaves everything as it was, and one line.
 */
export async function read(id: string, outputs: MigrationOutputs): Promise<ReadResult> {
  return { id, props: json(await lookedAt(outputs)) };
}

async function lookedAt(outputs: MigrationOutputs): Promise<MigrationOutputs> {
  const { groupId, stage } = outputs;
  const plan = wholePlan(outputs.plan);
  const signal = AbortSignal.timeout(limits.refreshWithinMs);
  try {
    await refuseWrongAccount(stackConfig(), groupId, outputs.milestones, outputs.groupArn);
    const seen = await withPorts(groupId, plan, (ports) =>
      stage === "operate" ? observeAws(ports, signal) : observe(ports, plan, signal),
    );
    return { ...refreshed({ ...outputs, plan }, seen), plan: outputs.plan };
  } catch (error) {
    // With another identity nothing was seen either: an `up` refuses it, and a refresh loses nothing.
    const refused = error instanceof MigrationError ? error.failure.happened : undefined;
    const why = refused ?? (signal.aborted ? `no answer within ${limits.refreshWithinMs / 1000} s` : unanswered(error));
    console.log(`${groupId}: not refreshed, the outputs are those of the last run: ${why}`);
    return outputs;
  }
}

/** Refused while AWS reports a migration, and after the first start unless an earlier `up` applied `allowDestroy`. */
export async function remove(_id: string, outputs: MigrationOutputs): Promise<void> {
  await refuseWrongAccount(stackConfig(), outputs.groupId, outputs.milestones, outputs.groupArn);
  refuseDestroy(outputs, await liveStatus(stackConfig(), outputs.groupId));
}

async function act(inputs: MigrationInputs, olds: MigrationOutputs | undefined): Promise<MigrationOutputs> {
  const { groupId, stage, history, plan } = inputs;
  const newest = history.at(-1)?.stage;
  if (newest !== stage) throw new MigrationError(journalBehind(stage, newest));
  await refuseWrongAccount(stackConfig(), groupId, olds?.milestones ?? [], inputs.groupArn);
  const memory = { history, milestones: olds?.milestones ?? [] };
  const task: Task = { stage, plan, memory, isNewIntent: takeAccepted(history) };
  return await withPorts(groupId, plan, async (ports) => {
    const isNew = olds?.reached !== stage;
    for (const line of isNew ? consequences(stage, plan) : []) ports.report(`${groupId}: ${line}`);
    const outcome = await reach(task, ports, new AbortController().signal);
    const outputs = json({ ...inputs, ...resultOf(task, outcome, olds) });
    if (outcome.failure !== undefined) throw notReached(groupId, outcome.failure, outputs);
    return outputs;
  });
}

/**
 * The shape in which the engine keeps a half-made resource: id, outputs (`__provider` among them) and at least one
 * reason, without which the next `up` would not come back to it.
 */
class NotReached extends Error {
  readonly id: string;
  readonly properties: MigrationOutputs;
  readonly reasons: readonly string[];
  constructor(id: string, text: string, properties: MigrationOutputs) {
    super(text);
    this.name = "NotReached";
    this.id = id;
    this.properties = properties;
    this.reasons = [text];
  }
}

function notReached(id: string, why: Failure, outputs: MigrationOutputs): NotReached {
  return new NotReached(id, wording(why), outputs);
}

function journalBehind(stage: Stage, newest: Stage | undefined): Failure {
  return failure(
    "illegal-move",
    `The stage is ${stage}, and the journal's newest entry is ${newest ?? "missing"}.`,
    "the journal's acceptance of the stage first",
    "run pulumi up without --target",
  );
}

/** What the engine's encoding would drop or refuse (undefined, dates) is gone before it sees it. */
function json(value: MigrationOutputs): MigrationOutputs {
  return JSON.parse(JSON.stringify(value)) as MigrationOutputs;
}
