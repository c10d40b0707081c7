import type { OtherServer } from "./serverPins.mjs";
export type CommandName =
  "test" | "test:quick" | "check" | "rehearse" | "emulator" | "doctor" | "watch" | "bench" | "flip-check";
export interface Needs {
  readonly servers: boolean;
  readonly engine: boolean;
  readonly otherServers: OtherServersNeed;
}
export interface OtherServersNeed {
  readonly names: readonly OtherServer[];
  /** Whether the command is refused without them, or goes on and says what it leaves out. */
  readonly ifLacking: "refuse" | "goOn";
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
