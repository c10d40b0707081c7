// Is what AWS tells now said of the group that the journal knows? With another identity's credentials the group's name is
// nobody's, or somebody else's, and what AWS says of that must not be accepted for this one.
import { failure, type Failure } from "./failures.ts";
import type { JournalEntry, LiveStatus, Stage } from "./stages.ts";

/** Each is empty while nobody has told it. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** What the journal keeps of the group; the creation time is empty while there was none. */
export interface KnownGroup extends Place {
  readonly createdAt: string;
}

export type Answered = Exclude<LiveStatus, { kind: "unreachable" }>;

export const unknownGroup: KnownGroup = { account: "", region: "", createdAt: "" };

/** @returns undefined for what is no ARN, an empty one too */
export function placeOf(arn: string): Place | undefined {
  const [, , , region, account] = arn.split(":");
  return region === undefined || account === undefined ? undefined : { account, region };
}

export interface Entering {
  readonly groupId: string;
  readonly from: Stage | undefined;
  readonly to: Stage;
  /** What the journal holds before. */
  readonly history: readonly JournalEntry[];
}

/**
 * Judges what is to be accepted by whom AWS's answer is about. Until the first attempt nothing was asked of the group: it
 * may be missing in `prepare`, and one that was made anew is simply the group.
 *
 * @param asked where AWS was asked: of the group's ARN, or of the identity where there is no group
 */
export function judgeGroup(known: KnownGroup, move: Entering, live: Answered, asked: Place): Failure | undefined {
  const elsewhere = (["account", "region"] as const).filter(
    (what) => known[what] !== "" && asked[what] !== "" && known[what] !== asked[what],
  );
  if (elsewhere.length > 0) return wrongPlace(move.groupId, known, asked);
  const attempt = move.history.at(-1)?.attempt ?? 0;
  switch (live.kind) {
    case "absent":
      return judgeAbsent(move) ?? (attempt > 0 ? absent(move) : undefined);
    case "present":
      if (attempt === 0 || known.createdAt === "" || live.createdAt === "") return undefined;
      return known.createdAt === live.createdAt
        ? undefined
        : createdAnew(move.groupId, known.createdAt, live.createdAt);
  }
}

/** Without a group there is nothing to leave `prepare` for: known by the inputs alone, and so in a preview already. */
export function judgeAbsent(move: Pick<Entering, "groupId" | "from" | "to">): Failure | undefined {
  return move.from === undefined || move.to === "prepare" ? undefined : absent(move);
}

/** What the journal knows after it has accepted: what was told first stays, but for a group made anew before any attempt. */
export function knownAfter(known: KnownGroup, live: Answered, asked: Place): KnownGroup {
  const told = live.kind === "present" ? live.createdAt : "";
  return {
    account: known.account === "" ? asked.account : known.account,
    region: known.region === "" ? asked.region : known.region,
    createdAt: told === "" ? known.createdAt : told,
  };
}

function wrongPlace(groupId: string, known: Place, asked: Place): Failure {
  return failure(
    "wrong-account",
    `AWS was asked in account ${asked.account}, region ${asked.region}, and ${groupId} is in account ${known.account}, region ${known.region}.`,
    `credentials of account ${known.account} and region ${known.region}`,
    "use the identity and the region that the stack was created with (aws:profile, aws:assumeRoles, aws:region, the environment), then run pulumi up again; nothing was accepted",
  );
}

function absent({ groupId, to }: Pick<Entering, "groupId" | "to">): Failure {
  return failure(
    "group-absent",
    `AWS knows no group ${groupId} in the account and region that these credentials are of, and stage ${to} needs it.`,
    "the group that this stack has prepared",
    "check the identity and the region (aws:profile, aws:region, the environment); if both are right, find out who deleted the group; nothing was accepted",
  );
}

function createdAnew(groupId: string, before: string, now: string): Failure {
  return failure(
    "group-created-anew",
    `${groupId} was created at ${now}, and the group that this journal knows at ${before}.`,
    "the group that this stack knew",
    "treat its data as unknown; migrate into a new group with a stack of its own. To leave this one, take other edits back, apply migration.allowDestroy: true with pulumi up, then pulumi destroy; nothing was accepted",
  );
}
