// Every AWS call in the order of its answers: what `/_emulator/log` shows.

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
export function loggedParameters(body: string): Record<string, string> {
  return Object.fromEntries(
    [...new URLSearchParams(body)]
      .filter(([key]) => key !== "Action" && key !== "Version")
      .map(([key, value]) => [
        key,
        /token(code)?$|password|secret/i.test(key) && key !== "NextToken" ? "(hidden)" : value,
      ]),
  );
}
