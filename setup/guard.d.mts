export function guarded(command: readonly string[]): readonly string[];
export function programAndArgs(command: readonly string[]): [program: string, args: readonly string[]];
