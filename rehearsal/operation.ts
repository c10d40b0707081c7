// What can be asked of an engine operation, and what it answers.
import type { OpMap } from "@pulumi/pulumi/automation/index.js";

export interface Operation {
  readonly ok: boolean;
  readonly seconds: number;
  readonly changes: OpMap;
  /** What was planned, or done where the engine got so far, with each resource (URN to operation, such as `same`). */
  readonly steps: Readonly<Record<string, string>>;
  /** What the engine, the program and the providers said was wrong, each once. */
  readonly errors: readonly string[];
  /** What else they said, line by line. */
  readonly lines: readonly string[];
  /** What the CLI printed on its standard output, as it would stand in a terminal. */
  readonly printed: string;
  /** The stack outputs of an `up` that succeeded; otherwise empty, as the engine keeps the old ones. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface OperationOptions {
  /** URNs or wildcards, as for `--target` and `--exclude`. */
  readonly targets?: readonly string[];
  readonly exclude?: readonly string[];
  /** Of an `up`: with the preview that the CLI begins with by itself, and `--skip-preview` (the default here) leaves out. */
  readonly previewFirst?: boolean;
  /** Interrupts the operation as one Ctrl-C does: the engine lets the providers finish. */
  readonly signal?: AbortSignal;
  /** Of a refresh: forgets creations that were interrupted and of which nobody knows what became of them. */
  readonly clearPendingCreates?: boolean;
  /** Hears the operation while it goes on: what program and providers print, and what the CLI says of itself. */
  readonly hears?: { readonly line: (line: string) => void; readonly cli: (text: string) => void };
  /** After it the whole run is given up; 10 minutes by default, well above the shortened deadline of a stage. */
  readonly withinMs?: number;
}
