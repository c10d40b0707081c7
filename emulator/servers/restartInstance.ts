// A self-managed server goes down and comes back as its instance declares it, with its data or without, upgraded or not.
import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "../cloud.ts";
import { converse } from "./connection.ts";

const lookEveryMs = 20;

export interface Restart {
  readonly server: string;
  /** What it has is saved before it goes down; otherwise it comes back with nothing, as one that keeps no file. */
  readonly keepsData: boolean;
  /** How long it is away. */
  readonly downMs: number;
  /** The program that runs it from then on; the same without. */
  readonly program?: string | undefined;
}

/** Undefined when it can be restarted, else why not. A group's node is replaced instead. */
export function whyNotRestarted(name: string, cloud: Cloud): string | undefined {
  const server = cloud.fleet.get(name);
  const isDeclared = cloud.world?.instances.some(({ id }) => id === name) ?? false;
  if (server === undefined || !isDeclared) return `No instance with a server has the id "${name}".`;
  return server.state.is === "dead" ? `The server of the instance ${name} is dead.` : undefined;
}

export function restartInstance({ server: name, keepsData, downMs, program }: Restart, cloud: Cloud): void {
  void cloud.background(`restarting ${name}`, async () => {
    const server = cloud.fleet.get(name);
    if (server === undefined) return;
    if (keepsData) await converse(server, (connection) => connection.call("SAVE"));
    cloud.fleet.kill(name);
    while (cloud.fleet.get(name)?.state.is === "running") await pause(lookEveryMs, undefined, { signal: cloud.signal });
    await cloud.wait(downMs);
    await cloud.fleet.revive(name, { keepsData, program });
  });
}
