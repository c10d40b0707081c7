// What every action may use beside its own state: time, servers, addresses and the network's answer.
import type { Delays } from "./delays.ts";
import type { Disorders } from "./disorders.ts";
import type { Places } from "./place.ts";
import type { Fleet } from "./servers/fleet.ts";
import type { Identities } from "./sts/identities.ts";
import type { World } from "./world.ts";

/** Where a connection comes from: the nodes of a replication group. */
export interface NetworkOrigin {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** `element` is the id or name of what stands in the way, `address` what to connect to on this machine. */
export type NetworkAnswer =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly element: string; readonly reason: string };

export interface Cloud {
  /** Undefined when the emulator was started without a world file. */
  readonly world: World | undefined;
  /** The current values; they can be changed while the emulator runs, so read them at each use. */
  readonly delays: Delays;
  readonly disorders: Disorders;
  readonly places: Places;
  /** Who calls, and what roles there are. */
  readonly identities: Identities;
  readonly fleet: Fleet;
  /** Aborted when the emulator ends. */
  readonly signal: AbortSignal;
  now(): Date;
  /** Waits; rejects as soon as the emulator ends. */
  wait(ms: number): Promise<void>;
  /** Tells whoever watches the emulator (standard error) what went wrong outside of any call. */
  report(message: string): void;
  /**
   * Work that goes on after the answer. A failure is printed, unless the emulator's end caused it. The
   * result settles when the work has ended, and never rejects.
   */
  background(what: string, work: () => Promise<void>): Promise<void>;
  /** May these nodes connect to `to` ("10.0.0.241:6379")? Asked before anything is replicated. */
  reaches(from: NetworkOrigin, to: string): NetworkAnswer;
  /** Which address of the emulated network is at this one of the machine? Servers announce where they really are. */
  addressBehind(local: string): string | undefined;
}
