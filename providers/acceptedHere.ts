// What the journal accepted in this process, which serves one `up`: no earlier run can have acted on that entry.
import { canonical } from "../migration/frozen.ts";
import type { JournalEntry } from "../migration/stages.ts";

let accepted: JournalEntry | undefined;

export function rememberAccepted(entry: JournalEntry): void {
  accepted = entry;
}

/** True once, for the first who asks: a second run in the same process meets what the first one did. */
export function takeAccepted(history: readonly JournalEntry[]): boolean {
  const isNewest = accepted !== undefined && canonical(history.at(-1)) === canonical(accepted);
  accepted = undefined;
  return isNewest;
}
