// A run's stack as its file backend keeps it, read without the CLI: while an operation goes on, and after one was killed.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export interface PendingOperation {
  /** For example `creating`. */
  readonly type: string;
  readonly urn: string;
}

interface Checkpoint {
  readonly checkpoint: {
    readonly latest?: {
      readonly pending_operations?: readonly {
        readonly type: string;
        readonly resource: { readonly urn: string };
      }[];
    };
  };
}

/** @returns undefined while the file is being written, or before it is there */
export function pendingOperations(runDirectory: string): readonly PendingOperation[] | undefined {
  const stacks = join(runDirectory, "state/.pulumi/stacks");
  const file = filesBelow(stacks).find((name) => name.endsWith(".json"));
  if (file === undefined) return undefined;
  const text = readFileSync(join(stacks, file), "utf8");
  try {
    const { latest } = (JSON.parse(text) as Checkpoint).checkpoint;
    return (latest?.pending_operations ?? []).map(({ type, resource }) => ({ type, urn: resource.urn }));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // read in the middle of a write
    throw error;
  }
}

/**
 * What the state's files look like from outside; the same twice, some time apart, means that nobody is writing them.
 *
 * @returns undefined while one of them is empty: it is being written
 */
export function stateStamp(runDirectory: string): string | undefined {
  const stacks = join(runDirectory, "state/.pulumi/stacks");
  const names = filesBelow(stacks).filter((name) => name.includes(".json"));
  const files = names.map((name) => {
    const found = statSync(join(stacks, name), { throwIfNoEntry: false });
    return { name, bytes: found?.size ?? 0, at: found?.mtimeMs ?? 0 };
  });
  return files.some(({ bytes }) => bytes === 0) ? undefined : JSON.stringify(files);
}

/** Does an operation hold the stack, a living one or one that was killed? */
export function isLocked(runDirectory: string): boolean {
  return filesBelow(join(runDirectory, "state/.pulumi/locks")).some((name) => name.endsWith(".json"));
}

function filesBelow(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: "utf8" }) : [];
}
