// What each act is as a call to AWS, and as a milestone.
import type { Act } from "./decide.ts";
import type { Accepted, ElastiCachePort } from "./ports.ts";

export const callNames = {
  test: "TestMigration",
  start: "StartMigration",
  complete: "CompleteMigration",
  abort: "CompleteMigration Force=true",
} as const satisfies Record<Act, string>;

export const requested = { start: "startRequested", complete: "completeRequested", abort: "abortRequested" } as const;

/** Force ends a migration without looking whether the data are in sync: it is the abort, never a completion. */
export function callAws(act: Act, elastiCache: ElastiCachePort, signal: AbortSignal): Promise<Accepted> {
  switch (act) {
    case "test":
      return elastiCache.test(signal);
    case "start":
      return elastiCache.start(signal);
    case "complete":
      return elastiCache.complete({ force: false }, signal);
    case "abort":
      return elastiCache.complete({ force: true }, signal);
  }
}
