// What a rehearsal may go up to, and which stages lead there.

export const stagesUntil = {
  prepare: ["prepare"],
  migrate: ["prepare", "migrate"],
  complete: ["prepare", "migrate", "complete"],
  operate: ["prepare", "migrate", "complete", "operate"],
  abort: ["prepare", "migrate", "abort"],
} as const;

export type RehearsedStage = keyof typeof stagesUntil;

export const rehearsedStages = Object.keys(stagesUntil) as RehearsedStage[];
