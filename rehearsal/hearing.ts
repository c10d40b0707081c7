// What the engine, the program and the providers say while an operation runs: progress line by line, errors in their own
// words.
import type { EngineEvent, OpMap } from "@pulumi/pulumi/automation/index.js";

/** That the stand-in is found on PATH is what the sandbox is for. */
const ofTheSandbox = /^using pulumi-resource-\w+ from \$PATH/;

export class Hearing {
  readonly lines: string[] = [];
  changes: OpMap = {};
  readonly #errors = new Set<string>();
  readonly #onLine: (line: string) => void;
  #onStandardError = "";

  readonly #verb: string;

  constructor(verb: string, onLine: (line: string) => void) {
    this.#verb = verb;
    this.#onLine = onLine;
  }

  event({ diagnosticEvent, summaryEvent }: EngineEvent): void {
    this.changes = summaryEvent?.resourceChanges ?? this.changes;
    if (diagnosticEvent === undefined) return;
    const text = diagnosticEvent.message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
    // Not among the declared severities, and not among these: "debug", which may hold secrets in clear.
    switch (diagnosticEvent.severity) {
      case "error":
        // The engine's own "update failed" says nothing beside the reason.
        if (text !== "update failed") for (const words of ownWords(text)) this.#errors.add(words);
        return;
      case "warning":
      case "info":
      case "info#err":
        for (const line of text.split("\n")) {
          if (line === "" || ofTheSandbox.test(line)) continue;
          this.lines.push(line);
          this.#onLine(line);
        }
    }
  }

  standardError(text: string): void {
    this.#onStandardError += text;
  }

  /**
   * Each once. An operation that fails before its first event (a locked stack) tells why on standard error alone.
   * @param failure what the operation was rejected with; a last resort, as it repeats the whole command and its output
   */
  errors(failure?: Error): string[] {
    if (this.#errors.size > 0 || failure === undefined) return [...this.#errors];
    const [, ...told] = `\n${this.#onStandardError.trimEnd()}`.split(/\nerror: /);
    if (told.length > 0) return told;
    const killedBy = /^code: .*\n.*\n.*Command was killed with (?<signal>SIG\w+)/.exec(failure.message)?.groups?.[
      "signal"
    ];
    if (killedBy !== undefined)
      return [`the Pulumi CLI was ended by ${killedBy} in the middle of pulumi ${this.#verb}`];
    return [failure.message];
  }
}

/** The engine wraps what a provider said: "2 errors occurred:", and "TYPE resource 'NAME' has a problem: ". */
export function ownWords(text: string): string[] {
  const list = /^\d+ errors? occurred:\n\t\* (?<items>[^]*)$/.exec(text)?.groups?.["items"]?.split("\n\t* ") ?? [text];
  return list
    .map((words) => words.replace(/^\S+ resource '[^']*' has a problem: /, "").trim())
    .filter((words) => words !== "");
}
