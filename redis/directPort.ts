// The Redis port over plain connections from this process. It reads; what it writes is the probe of a
// restoration alone, and it never pauses or configures.
import type { ServerReading, TopologyReading } from "../migration/observation.ts";
import type { Clock, RedisPort } from "../migration/ports.ts";
import { Connections } from "./connections.ts";
import { contents } from "./contents.ts";
import { parseInfo } from "./info.ts";
import { restoreProbe } from "./restoreProbe.ts";
import { SourceLoads } from "./sourceLoad.ts";
import { readSource } from "./sourceReading.ts";
import { parseTopology } from "./topology.ts";

/** @param addresses AWS-side `host:port` -> `host:port` as this machine reaches it */
export function directPort(addresses: Readonly<Record<string, string>>, clock: Clock): RedisPort {
  const connections = new Connections(addresses);
  const loads = new SourceLoads(clock);
  return {
    observe: (wanted, signal) => Promise.all(wanted.map((address) => observe(connections, address, signal))),
    topology: (address, signal) => readTopology(connections, address, signal),
    source: (address, signal) => readSource(connections, loads, address, signal),
    restoreProbe: (sources, primaries, signal) => restoreProbe(addresses, sources, primaries, signal),
    contents: (primaries, databases, signal) => contents(addresses, primaries, databases, signal),
    close: () => connections.close(),
  };
}

async function observe(connections: Connections, address: string, signal: AbortSignal): Promise<ServerReading> {
  try {
    const info = await connections.with(address, async (redis) => parseInfo(await redis.info()), signal);
    return { kind: "read", address, info };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unreadable", address, reason: messageOf(error) };
  }
}

async function readTopology(connections: Connections, address: string, signal: AbortSignal): Promise<TopologyReading> {
  try {
    const reply = await connections.with(address, (redis) => redis.call("CLUSTER", "SLOTS"), signal);
    return { kind: "read", shards: parseTopology(reply, address.split(":")[0] ?? "") };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "unreadable", reason: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
