// The journal: what may be asked. Small, never waits, and comes first, so that every accepted intent is in the state
// before anything acts on it. Its updates either succeed or leave no trace.
import type { CheckResult, CreateResult, DiffResult, UpdateResult } from "@pulumi/pulumi/dynamic/index.js";
import { failure, MigrationError, wording, type Failure } from "../migration/failures.ts";
import { canonical, judgeEdits, judgeTlsStep, targetOf, type FrozenSettings } from "../migration/frozen.ts";
import { accept, type Asked } from "../migration/journal.ts";
import {
  judgeAbsent,
  judgeGroup,
  knownAfter,
  placeOf,
  unknownGroup,
  type Answered,
  type KnownGroup,
  type Place,
} from "../migration/knownGroup.ts";
import { judgeMove } from "../migration/moves.ts";
import { judgeReplacement } from "../migration/replacement.ts";
import type { Declaration, JournalEntry, LiveStatus, Stage } from "../migration/stages.ts";
import { regionOf } from "./awsAccess.ts";
import { callerIdentity } from "./callerIdentity.ts";
import { rememberAccepted } from "./acceptedHere.ts";
import { liveStatus } from "./liveStatus.ts";
import { stackConfig } from "./stackConfig.ts";

export { configure } from "./stackConfig.ts";

export interface JournalInputs {
  readonly groupId: string;
  readonly stage: Stage;
  /** Target, source, network and default tags: what may not be edited while a migration may be in flight. */
  readonly settings: FrozenSettings;
  /** `group#attempt`, or empty. */
  readonly forceAbort: string;
  /** `group#attempt`, or empty; missing in states from before it existed. */
  readonly adopt?: string;
  /** The operator's word, which counts with the first change that carries it. */
  readonly declare?: Declaration | undefined;
}

export interface JournalOutputs extends JournalInputs {
  readonly schemaVersion: 1;
  readonly history: readonly JournalEntry[];
  /** Missing in states from before it existed: the next acceptance fills it in. */
  readonly group?: KnownGroup;
}

/** The judge, in the preview and again in `up`. `olds` is empty on creation. */
export async function check(olds: Partial<JournalInputs>, news: JournalInputs): Promise<CheckResult> {
  const before = olds.stage === undefined ? undefined : (olds as JournalInputs);
  const edits = judgeEdits(before?.stage, news.stage, { ...before?.settings }, news.settings);
  const live = edits === undefined ? await lookUp(news.groupId) : undefined;
  const refusal = edits ?? (live === undefined ? undefined : judge(before, news, live));
  return { inputs: news, failures: refusal === undefined ? [] : [{ property: "", reason: wording(refusal) }] };
}

/** By the inputs alone: which attempt this is, and what was declared before, only the history tells (create, update). */
function judge(before: JournalInputs | undefined, news: JournalInputs, live: LiveStatus): Failure | undefined {
  const isNew = news.declare !== undefined && canonical(before?.declare) !== canonical(news.declare);
  const { stage, ...rest } = asked(news);
  const declare = isNew ? news.declare : undefined;
  const flips = before !== undefined && before.stage !== stage;
  const gone = flips && live.kind === "absent";
  return (
    standing(before, news, live) ??
    judgeMove({ ...rest, from: before?.stage, to: stage, history: undefined, declare }, live) ??
    (gone ? judgeAbsent({ groupId: news.groupId, from: before.stage, to: stage }) : undefined)
  );
}

/** What AWS says of the group itself, against what is asked of it. */
function standing(before: JournalInputs | undefined, news: JournalInputs, live: LiveStatus): Failure | undefined {
  if (before === undefined || live.kind !== "present") return undefined;
  return (
    judgeReplacement(before.settings, news.settings, news.stage) ??
    judgeTlsStep(before.settings, news.settings, live.transitEncryption)
  );
}

export function diff(_id: string, olds: JournalOutputs, news: JournalInputs): DiffResult {
  return { changes: canonical(inputsOf(olds)) !== canonical(inputsOf(news)) };
}

export async function create(inputs: JournalInputs): Promise<CreateResult> {
  return { id: inputs.groupId, outs: await accepted(undefined, inputs) };
}

export async function update(_id: string, olds: JournalOutputs, news: JournalInputs): Promise<UpdateResult> {
  return { outs: await accepted(olds, news) };
}

/** Nothing outside the state is the journal's, so there is nothing to delete. */
export function remove(): void {
  // deliberately empty
}

/** Judges once more with AWS's status at this moment: what nobody can look up is not accepted. */
async function accepted(olds: JournalOutputs | undefined, news: JournalInputs): Promise<JournalOutputs> {
  const { groupId, stage } = news;
  const live = await lookUp(groupId);
  if (live.kind === "unreachable") throw new MigrationError(unreachable(groupId, live.reason));
  const [history, known] = [olds?.history ?? [], olds?.group ?? unknownGroup];
  const place = await placeAsked(live);
  const refusal =
    judgeGroup(known, { groupId, from: olds?.stage, to: stage, history }, live, place) ?? standing(olds, news, live);
  if (refusal !== undefined) throw new MigrationError(refusal);
  const judged = accept(history, asked(news), live, new Date().toISOString());
  if ("refusal" in judged) throw new MigrationError(judged.refusal);
  rememberAccepted(judged.entry);
  const group = knownAfter(known, live, place);
  return { ...inputsOf(news), schemaVersion: 1, history: [...history, judged.entry], group };
}

/** Without a group only the identity tells where AWS was asked; where that is silent, nobody knows. */
async function placeAsked(live: Answered): Promise<Place> {
  const told = live.kind === "present" ? placeOf(live.arn) : undefined;
  if (told !== undefined) return told;
  const caller = await callerIdentity(stackConfig());
  return { account: caller.kind === "told" ? caller.account : "", region: regionOf(stackConfig()) };
}

function unreachable(groupId: string, reason: string) {
  return failure(
    "aws-unreachable",
    `AWS could not be asked how ${groupId} is: ${reason}`,
    "an answer to DescribeReplicationGroups and DescribeEvents before a change of stage is accepted",
    "check credentials, region and network, then run pulumi up again",
  );
}

function asked({ groupId, stage, settings, forceAbort, adopt = "", declare }: JournalInputs): Asked {
  const existing = targetOf(settings)["existing"] === true;
  return { groupId, stage, existing, forceAbort, adopt, declare };
}

function lookUp(groupId: string): Promise<LiveStatus> {
  return liveStatus(stackConfig(), groupId);
}

/** Without a declaration there is no such key: the engine's encoding knows no `undefined`. */
function inputsOf({ groupId, stage, settings, forceAbort, adopt = "", declare }: JournalInputs): JournalInputs {
  return { groupId, stage, settings, forceAbort, adopt, ...(declare === undefined ? {} : { declare }) };
}
