// A crash from its `up` to where the same `up` has gone through: what happens, what somebody has to do before it can go on,
// and what AWS must not have seen.
import { DescribeReplicationGroupsCommand, ReplicationGroupNotFoundFault } from "@aws-sdk/client-elasticache";
import type { LoggedCall } from "../emulatorProcess.ts";
import { RehearsalError } from "../failure.ts";
import type { Operation } from "../operation.ts";
import type { Rehearsal } from "../rehearsal.ts";
import { isLocked, pendingOperations } from "../stateFile.ts";
import type { Stage } from "./moments.ts";
import type { Crash, Scenario } from "./scenario.ts";
import { strike, type Struck } from "./strike.ts";

export interface CrashArgs {
  readonly crash: Crash;
  readonly groupId: string;
  readonly rehearsal: Stage & Pick<Rehearsal, "aws">;
}

export interface Crashed {
  /** How the `up` ended that it happened to. */
  readonly up: Operation;
  /** What was done so that the same `up` can go on, as an operator would. */
  readonly did: readonly string[];
  /** What must not be. */
  readonly problems: readonly string[];
  /** How many calls AWS had answered before it. */
  readonly callsBefore: number;
}

/** For the `up` that a scenario happens to, and nothing for any other. */
export function crashAround(
  { crash }: Scenario,
  title: string,
  rehearsal: CrashArgs["rehearsal"],
  groupId: string,
  say: (line: string) => void,
) {
  if (crash?.during !== title) return {};
  const args = { crash, groupId, rehearsal };
  let crashed: Crashed | undefined;
  const before = async () => {
    crashed = await happen(args);
    const told = crashed.up.ok ? "it went through all the same" : crashed.up.errors.join("; ");
    say([`the first up: ${told}`, ...crashed.did].join("; "));
    return crashed.problems;
  };
  const after = async () => (crashed === undefined ? [] : await settle(args, crashed));
  return { crash: { before, after } };
}

/** Up to where the same `up` can be called. */
export async function happen({ crash, groupId, rehearsal }: CrashArgs): Promise<Crashed> {
  const { emulator, engine, aws, run } = rehearsal;
  const callsBefore = (await emulator.log()).length;
  const struck = await strike(crash, rehearsal);
  const did: string[] = [];
  if (isLocked(run.path)) {
    await engine.cancel();
    did.push("pulumi cancel");
  }
  const isOrphaned = crash.blow === "engineKilled" || crash.blow === "interruptedTwice";
  const orphans = isOrphaned ? calledByOrphans(await emulator.log(), struck, aws.own) : [];
  const problems = orphans.map(({ action }) => `${action} was called although its engine was gone`);
  const wasCreating = crash.at.is === "held" && crash.at.action === "CreateReplicationGroup";
  if (wasCreating && (await takeOver(groupId, rehearsal))) did.push("pulumi import");
  return { up: struck.up, did, problems, callsBefore };
}

/**
 * What a provider called for an engine that was gone. A question may have been under way when it ended; a call of a migration
 * may not, other than the held one, and nothing at all may come once the providers have ended.
 */
function calledByOrphans(
  log: readonly LoggedCall[],
  { answered: { beforeEnd, whenGone }, held }: Struck,
  own: ReadonlySet<string>,
): readonly LoggedCall[] {
  const acted = log.slice(beforeEnd, whenGone).filter(isOfMigration);
  return [...acted, ...log.slice(whenGone)].filter(({ requestId }) => !held.includes(requestId) && !own.has(requestId));
}

/** After the same `up` has gone through: nothing stays pending, and AWS has seen what it was to see and nothing else. */
export async function settle({ crash, rehearsal }: CrashArgs, { callsBefore }: Crashed): Promise<readonly string[]> {
  await forgetPending(rehearsal);
  const calls = migrationCalls((await rehearsal.emulator.log()).slice(callsBefore));
  const wanted = crash.calls.map((sequence) => sequence.join(", "));
  if (wanted.includes(calls.join(", "))) return [];
  return [
    `in ${crash.during} AWS saw ${calls.join(", ") || "no call of a migration"}; expected ${wanted.join(" or ")}`,
  ];
}

/** The calls of a migration as `action outcome`; `!` marks a completion with Force. */
export function migrationCalls(log: readonly LoggedCall[]): string[] {
  return log
    .filter(isOfMigration)
    .map(({ action, outcome, parameters }) => `${action}${parameters["Force"] === "true" ? "!" : ""} ${outcome}`);
}

function isOfMigration({ action }: LoggedCall): boolean {
  return /^(?:Test|Start|Complete)Migration$/.test(action);
}

interface StateEntry {
  readonly type: string;
  readonly urn: string;
}

/** As the program declares it, below the component. */
const groupName = "target-group";
const groupType = "aws:elasticache/replicationGroup:ReplicationGroup";

/** A group that was created without the state's knowing; AWS creates no second one of its name. */
async function takeOver(id: string, { engine, aws }: CrashArgs["rehearsal"]): Promise<boolean> {
  const { deployment } = (await engine.exportStack()) as { deployment: { resources?: readonly StateEntry[] } };
  const known = deployment.resources ?? [];
  const component = known.find(({ type }) => type.endsWith(":MigrationTarget"));
  if (component === undefined || known.some(({ type }) => type === groupType)) return false;
  if (!(await exists(id, aws))) return false;
  await engine.importResource({ type: groupType, name: groupName, id, parent: component.urn });
  return true;
}

/**
 * Creations that were interrupted stay pending, although the same `up` has made what they were to make. Updates do not, so
 * that no refresh is needed while the group migrates.
 */
async function forgetPending({ engine, run }: Stage): Promise<void> {
  const pending = () => pendingOperations(run.path) ?? [];
  if (pending().some(({ type }) => type === "creating")) {
    const { ok, errors } = await engine.refresh({ clearPendingCreates: true });
    if (!ok) throw new RehearsalError(`pulumi refresh --clear-pending-creates failed: ${errors.join("\n")}`, 1);
  }
  const left = pending().map(({ type, urn }) => `${type} ${urn}`);
  if (left.length > 0) throw new RehearsalError(`operations stay pending: ${left.join(", ")}`, 1);
}

async function exists(groupId: string, { elastiCache }: Rehearsal["aws"]): Promise<boolean> {
  try {
    const asked = new DescribeReplicationGroupsCommand({ ReplicationGroupId: groupId });
    return ((await elastiCache.send(asked)).ReplicationGroups ?? []).length > 0;
  } catch (error) {
    if (error instanceof ReplicationGroupNotFoundFault) return false;
    throw error;
  }
}
