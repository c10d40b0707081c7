// What the journal keeps of an accepted change: the next entry of its history, or why there is none.
import { judgeAdoption } from "./adoption.ts";
import { spentBy } from "./declarations.ts";
import type { Failure } from "./failures.ts";
import { judgeMove, type Move } from "./moves.ts";
import type { Declaration, JournalEntry, LiveStatus, Stage } from "./stages.ts";

export interface Asked extends Pick<Move, "groupId" | "existing" | "forceAbort" | "adopt"> {
  readonly stage: Stage;
  readonly declare: Declaration | undefined;
}

/** A declaration whose words an earlier entry has accepted is spent: in whatever attempt, it has no effect any more. */
export function moveOf(history: readonly JournalEntry[], asked: Asked): Move {
  const { stage, declare, ...rest } = asked;
  const spent = declare !== undefined && spentBy(history, declare) !== undefined;
  return { ...rest, from: history.at(-1)?.stage, to: stage, history, declare: spent ? undefined : declare };
}

export function accept(
  history: readonly JournalEntry[],
  asked: Asked,
  live: LiveStatus,
  at: string,
): { readonly entry: JournalEntry } | { readonly refusal: Failure } {
  const move = moveOf(history, asked);
  const refusal = judgeMove(move, live);
  if (refusal !== undefined) return { refusal };
  const adopts = judgeAdoption(move, live).kind === "adopts";
  const begins = adopts || (move.from === "prepare" && move.to === "migrate");
  const attempt = history.at(-1)?.attempt ?? 0;
  return {
    entry: {
      attempt: begins ? attempt + 1 : attempt,
      stage: move.to,
      at,
      eventsUntil: live.kind === "present" ? live.newestEventAt : "",
      ...(adopts ? { adopted: move.adopt } : {}),
      ...(move.declare === undefined ? {} : { declared: move.declare }),
    },
  };
}
