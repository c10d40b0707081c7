// OnlineMigration: acts on the stage that the journal accepted. Create and update are the same path, and a stage that is
// not reached is left half-made in the state with all that was seen, so that the next `up` goes on from there.
import type { CheckResult, CreateResult, DiffResult, ReadResult, UpdateResult } from "@pulumi/pulumi/dynamic/index.js";
import { failure, MigrationError, wording, type Failure } from "../migration/failures.ts";
import { canonical } from "../migration/frozen.ts";
import type { Plan } from "../migration/plan.ts";
import { reach, type Task } from "../migration/reach.ts";
import { notProven } from "../migration/refusals.ts";
import { isUnsettled, resultOf, type Result } from "../migration/result.ts";
import type { JournalEntry, Stage } from "../migration/stages.ts";
import { directPort } from "../redis/directPort.ts";
import { elastiCacheClients } from "./awsAccess.ts";
import { elastiCachePort } from "./elastiCachePort.ts";
import { liveStatus } from "./liveStatus.ts";
import { networkPort } from "./networkPort.ts";
import { stackConfig } from "./stackConfig.ts";
import { wallClock } from "./wallClock.ts";

export { configure } from "./stackConfig.ts";

export interface MigrationInputs {
  /** From the group's own output, so that a replacement of the group meets this resource's guarded delete first. */
  readonly groupId: string;
  readonly stage: Stage;
  readonly history: readonly JournalEntry[];
  readonly plan: Plan;
}

export interface MigrationOutputs extends MigrationInputs, Result {}

/** What the engine puts in place of a value that a preview cannot know, whatever its type. */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function check(_olds: Partial<MigrationInputs>, news: MigrationInputs): CheckResult {
  return { inputs: news, failures: [] };
}

/**
 * Reports work to do as long as the stage is not reached, although nothing in the configuration changed.
 *
 * @throws MigrationError for `operate` without the proof of the completion, so that the preview refuses it already
 */
export function diff(_id: string, olds: MigrationOutputs, news: MigrationInputs): DiffResult {
  if (news.stage === "operate" && olds.milestones.every((one) => one.kind !== "completed")) {
    const error = new MigrationError(notProven(olds.phase, news.groupId));
    error.stack = ""; // the engine would print message and stack a second time
    throw error;
  }
  const known = (name: keyof MigrationInputs) => (news[name] as unknown) !== unknownValue;
  const changed = (["groupId", "stage", "history", "plan"] as const).filter(
    (name) => known(name) && canonical(olds[name]) !== canonical(news[name]),
  );
  return { changes: changed.length > 0 || !known("history") || isUnsettled(news.stage, olds) };
}

export async function create(inputs: MigrationInputs): Promise<CreateResult> {
  return { id: inputs.groupId, outs: await act(inputs, undefined) };
}

export async function update(_id: string, olds: MigrationOutputs, news: MigrationInputs): Promise<UpdateResult> {
  return { outs: await act(news, olds) };
}

/** Keeps what the last run left: the phase is observed by `up`, and a refresh must not lose the resume. */
export function read(id: string, outputs: MigrationOutputs): ReadResult {
  return { id, props: outputs };
}

/** Refused while AWS reports a migration, and after the first start unless an earlier `up` applied `allowDestroy`. */
export async function remove(_id: string, outputs: MigrationOutputs): Promise<void> {
  const { groupId, plan } = outputs;
  const live = await liveStatus(stackConfig(), groupId);
  if (live.kind === "present" && live.status === "migrating") {
    throw new MigrationError(
      refusal(
        `AWS reports ${groupId} as migrating.`,
        "no migration in flight",
        "set stage to abort and run pulumi up, then destroy",
      ),
    );
  }
  if (plan.allowDestroy || outputs.milestones.every((one) => one.kind !== "startRequested")) return;
  throw new MigrationError(
    refusal(
      `${groupId} may hold migrated data, and migration.allowDestroy was not applied by an earlier up.`,
      "migration.allowDestroy: true, applied by pulumi up",
      "set it and run pulumi up, if the data may be lost; then destroy",
    ),
  );
}

async function act(inputs: MigrationInputs, olds: MigrationOutputs | undefined): Promise<MigrationOutputs> {
  const { groupId, stage, history, plan } = inputs;
  const newest = history.at(-1)?.stage;
  if (newest !== stage) throw new MigrationError(journalBehind(stage, newest));
  const task: Task = { stage, plan, memory: { history, milestones: olds?.milestones ?? [] } };
  const redis = directPort(plan.addresses);
  try {
    const elastiCache = await elastiCachePort(await elastiCacheClients(stackConfig()), groupId, plan.source);
    const network = networkPort(stackConfig(), plan);
    const ports = { elastiCache, network, redis, clock: wallClock, report: (line: string) => console.log(line) };
    const outcome = await reach(task, ports, new AbortController().signal);
    const outputs = json({ ...inputs, ...resultOf(task, outcome, olds) });
    if (outcome.failure !== undefined) throw notReached(groupId, outcome.failure, outputs);
    return outputs;
  } finally {
    redis.close();
  }
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

function refusal(happened: string, expected: string, remedy: string): Failure {
  return failure("destroy-refused", happened, expected, remedy);
}

/** What the engine's encoding would drop or refuse (undefined, dates) is gone before it sees it. */
function json(value: MigrationOutputs): MigrationOutputs {
  return JSON.parse(JSON.stringify(value)) as MigrationOutputs;
}
