// The journal: what may be asked. Small, never waits, and comes first, so that every accepted intent is in the state
// before anything acts on it. Its updates either succeed or leave no trace.
import type { CheckResult, CreateResult, DiffResult, UpdateResult } from "@pulumi/pulumi/dynamic/index.js";
import { failure, MigrationError, wording, type Failure } from "../migration/failures.ts";
import { canonical, judgeEdits, type FrozenSettings } from "../migration/frozen.ts";
import { judgeReplacement } from "../migration/replacement.ts";
import { judgeMove, type JournalEntry, type LiveStatus, type Move, type Stage } from "../migration/stages.ts";
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
}

export interface JournalOutputs extends JournalInputs {
  readonly schemaVersion: 1;
  readonly history: readonly JournalEntry[];
}

/** The judge, in the preview and again in `up`. `olds` is empty on creation. */
export async function check(olds: Partial<JournalInputs>, news: JournalInputs): Promise<CheckResult> {
  const before = olds.stage === undefined ? undefined : (olds as JournalInputs);
  const edits = judgeEdits(before?.stage, news.stage, { ...before?.settings }, news.settings);
  const live = edits === undefined ? await lookUp(news.groupId) : undefined;
  const refusal = edits ?? (live === undefined ? undefined : judge(before, news, live));
  return { inputs: news, failures: refusal === undefined ? [] : [{ property: "", reason: wording(refusal) }] };
}

function judge(before: JournalInputs | undefined, news: JournalInputs, live: LiveStatus): Failure | undefined {
  const replacement =
    before !== undefined && live.kind === "present"
      ? judgeReplacement(before.settings, news.settings, news.stage)
      : undefined;
  return replacement ?? judgeMove(move(before?.stage, news, undefined), live);
}

export function diff(_id: string, olds: JournalOutputs, news: JournalInputs): DiffResult {
  return { changes: canonical(inputsOf(olds)) !== canonical(inputsOf(news)) };
}

export async function create(inputs: JournalInputs): Promise<CreateResult> {
  const history = [await entry(undefined, inputs, [])];
  return { id: inputs.groupId, outs: outputs(inputs, history) };
}

export async function update(_id: string, olds: JournalOutputs, news: JournalInputs): Promise<UpdateResult> {
  return { outs: outputs(news, [...olds.history, await entry(olds.stage, news, olds.history)]) };
}

/** Nothing outside the state is the journal's, so there is nothing to delete. */
export function remove(): void {
  // deliberately empty
}

/** Judges once more with AWS's status at this moment: what nobody can look up is not accepted. */
async function entry(
  from: Stage | undefined,
  news: JournalInputs,
  history: readonly JournalEntry[],
): Promise<JournalEntry> {
  const attempt = history.at(-1)?.attempt ?? 0;
  const live = await lookUp(news.groupId);
  const refusal =
    live.kind === "unreachable" ? unreachable(news.groupId, live.reason) : judgeMove(move(from, news, history), live);
  if (refusal !== undefined) throw new MigrationError(refusal);
  const begins = from === "prepare" && news.stage === "migrate";
  return {
    attempt: begins ? attempt + 1 : attempt,
    stage: news.stage,
    at: new Date().toISOString(),
    eventsUntil: live.kind === "present" ? live.newestEventAt : "",
  };
}

function unreachable(groupId: string, reason: string) {
  return failure(
    "aws-unreachable",
    `AWS could not be asked how ${groupId} is: ${reason}`,
    "an answer to DescribeReplicationGroups and DescribeEvents before a change of stage is accepted",
    "check credentials, region and network, then run pulumi up again",
  );
}

function move(from: Stage | undefined, news: JournalInputs, history: readonly JournalEntry[] | undefined): Move {
  return { groupId: news.groupId, from, to: news.stage, history, forceAbort: news.forceAbort };
}

function lookUp(groupId: string): Promise<LiveStatus> {
  return liveStatus(stackConfig(), groupId);
}

function inputsOf({ groupId, stage, settings, forceAbort }: JournalInputs): JournalInputs {
  return { groupId, stage, settings, forceAbort };
}

function outputs(inputs: JournalInputs, history: readonly JournalEntry[]): JournalOutputs {
  return { ...inputsOf(inputs), schemaVersion: 1, history };
}
