// Over which links from the source nothing comes, and since when: for the words of a refusal.
import { limits } from "./limits.ts";
import { linkDown } from "./metrics.ts";
import type { Observation, ServerReading } from "./observation.ts";
import type { Plan } from "./plan.ts";

/** One sentence per link. A copy that is coming is none of them, nor is a server that this process cannot read. */
export function lostLinks({ shards, metrics, atMs }: Observation, { probe }: Plan): string[] {
  if (probe === "direct") return shards.flatMap(({ primary }) => lost(primary) ?? []);
  const down = metrics === undefined ? undefined : linkDown(metrics, atMs);
  if (down === undefined) return [];
  return [`by CloudWatch ${down.nodeId} was without the source at ${new Date(down.asOfMs).toISOString()}`];
}

function lost(reading: ServerReading): string | undefined {
  if (reading.kind === "unreadable") return undefined;
  const { address, info } = reading;
  if (info.role === "master") return `${address} follows no server at all`;
  const { link } = info;
  if (link === undefined || link.syncing) return undefined;
  const { host, port, up, silentSeconds = 0, downSeconds } = link;
  const way = `the link from ${address} to ${host}:${port}`;
  if (!up) return downSeconds === undefined ? `${way} is down` : `${way} has been down for ${downSeconds} s`;
  return silentSeconds > limits.linkSilentSeconds ? `${way} has brought nothing for ${silentSeconds} s` : undefined;
}
