// The situation of a run at one look: what it saw, what it remembers, and what it has done.
import type { Deeds } from "./deeds.ts";
import type { Sight } from "./look.ts";
import { lostLinks } from "./lostLinks.ts";
import { completionSeen } from "./outcomes.ts";
import type { Gathered, Situation } from "./situation.ts";
import type { Task } from "./task.ts";
import type { Watched } from "./watched.ts";

interface Run {
  readonly deeds: Deeds;
  readonly watched: Watched;
  readonly deadlineAtMs: number;
}

export function situationNow(
  { stage, plan }: Task,
  { deeds, watched, deadlineAtMs }: Run,
  { seen, phase, status }: Sight,
  evidence: Gathered | undefined,
): Situation {
  const { memory, acts, notDoneBecause } = deeds;
  const { unchangedSinceMs, inSyncSinceMs, inSyncLooks, syncLoop } = watched;
  return {
    stage,
    phase,
    status,
    memory,
    plan,
    nowMs: seen.atMs,
    deadlineAtMs,
    unchangedSinceMs,
    inSyncSinceMs,
    inSyncLooks,
    acts,
    test: deeds.test(seen).outcome,
    completionRefusedBy: deeds.refusal(seen),
    completionSeen: completionSeen(seen, memory),
    startsKnownAtMs: deeds.startsRuledOutAtMs(seen),
    syncLoop,
    lostLinks: lostLinks(seen, plan),
    notDoneBecause,
    evidence,
  };
}
