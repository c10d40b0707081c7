// The cloud of one emulator: its places, its servers, its network, its time.
import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "./cloud.ts";
import { defaultDelays } from "./delays.ts";
import { createDisorders } from "./disorders.ts";
import { ec2StateOf } from "./ec2/declared.ts";
import { declarePeerings } from "./ec2/declaredPeering.ts";
import { reachability } from "./network/reachability.ts";
import { createPlaces } from "./place.ts";
import { isLoopback } from "./servers/addressMap.ts";
import type { AddressMap } from "./servers/addressMap.ts";
import type { Fleet } from "./servers/fleet.ts";
import { createIdentities } from "./sts/identities.ts";
import type { World } from "./world.ts";
import { networkOf } from "./worldPlaces.ts";

export interface CloudParts {
  readonly world: World | undefined;
  readonly fleet: Fleet;
  readonly addresses: AddressMap;
  readonly signal: AbortSignal;
  readonly report: (message: string) => void;
}

/** `settled` waits for the work that still goes on; call it after `signal` has been aborted. */
export function createCloud(parts: CloudParts): Cloud & { settled(): Promise<void> } {
  const { world, fleet, addresses, signal, report } = parts;
  const working = new Set<Promise<void>>();
  const account = world?.account ?? "000000000000";
  const places = createPlaces({
    account,
    region: world?.region ?? "us-east-1",
    ec2StateOf: (owner, region) => ec2StateOf(networkOf(world, owner, region), owner, region),
  });
  // Both ends of a connection may lie in places that nobody has called yet.
  for (const vpc of world?.vpcs ?? [])
    places.of(vpc.account ?? world?.account ?? "", vpc.region ?? world?.region ?? "");
  declarePeerings(
    world?.peeringConnections ?? [],
    places.all().map(({ ec2 }) => ec2),
  );
  const now = () => new Date();
  const disorders = createDisorders(now);
  return {
    world,
    delays: { ...defaultDelays },
    disorders,
    places,
    identities: createIdentities({ account, accessKeys: world?.accessKeys ?? {}, roles: world?.roles ?? [] }),
    fleet,
    signal,
    report,
    now,
    wait: (ms) => pause(ms, undefined, { signal }),
    background(what, work) {
      const running = work().catch((error: unknown) => {
        if (signal.aborted) return;
        report(
          `${what} failed inside the emulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
      });
      working.add(running);
      return running.finally(() => working.delete(running));
    },
    reaches(from, to) {
      if (disorders.isCut(to)) return { ok: false, element: to, reason: "does not answer" };
      const known = addresses.find(to) ?? (world === undefined && isLoopback(to) ? to : undefined);
      if (world !== undefined) {
        const states = places.all().map(({ ec2 }) => ec2);
        const answer = reachability(states, from, to);
        if (!answer.ok) return answer;
      }
      const reason = world === undefined ? "is neither mapped (--map) nor a loopback address" : "has no server";
      return known === undefined ? { ok: false, element: to, reason } : { ok: true, address: known };
    },
    addressBehind: (local) => addresses.findLocal(local),
    async settled() {
      await Promise.all(working);
    },
  };
}
