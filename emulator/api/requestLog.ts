// Every AWS call in the order of its answers: what `/_emulator/log` shows.
import type { Protocol } from "../wire/spoken.ts";

export interface LogEntry {
  readonly at: string;
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly action: string;
  /** "ok" or the code of the fault. */
  readonly outcome: string;
  readonly requestId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface RequestLog {
  add(entry: LogEntry): void;
  entries(): readonly LogEntry[];
}

/** A long rehearsal polls a lot; the oldest entries go first. */
const mostEntries = 100_000;

export function createRequestLog(): RequestLog {
  const entries: LogEntry[] = [];
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length > mostEntries) entries.shift();
    },
    entries: () => entries,
  };
}

/** The request's parameters without what may be secret, and without what the entry says anyway. */
export function loggedParameters(body: string, protocol: Protocol = "query"): Record<string, string> {
  const given = protocol === "json" ? membersOf(body) : [...new URLSearchParams(body)];
  return Object.fromEntries(
    given
      .filter(([key]) => key !== "Action" && key !== "Version")
      .map(([key, value]) => [
        key,
        /token(code)?$|password|secret/i.test(key) && key !== "NextToken" ? "(hidden)" : value,
      ]),
  );
}

/** What is inside of a member stays JSON, cut where it would fill the log. */
function membersOf(body: string): [string, string][] {
  try {
    const json = JSON.parse(body) as unknown;
    return Object.entries(json ?? {}).map(([key, value]) => [key, JSON.stringify(value).slice(0, mostLetters)]);
  } catch {
    return []; // no JSON: the call is refused, and its outcome says why
  }
}

const mostLetters = 2_000;
