export type CommandName =
  "test" | "test:quick" | "check" | "rehearse" | "emulator" | "doctor" | "watch" | "bench" | "flip-check";
export interface Needs {
  readonly servers: boolean;
  readonly engine: boolean;
}
export type Request =
  | { readonly kind: "help" }
  | { readonly kind: "unknown"; readonly found: string | undefined }
  | { readonly kind: "notYet"; readonly name: CommandName }
  | {
      readonly kind: "run";
      readonly name: CommandName;
      readonly entry: string;
      readonly args: readonly string[];
      readonly needs: Needs;
    };
export const commandNames: readonly CommandName[];
export function readRequest(argv: readonly string[]): Request;
export function helpText(): string;
