// Which program runs a declared engine.
import type { EngineName } from "../elasticache/engineVersions.ts";
import type { World } from "../world.ts";

/**
 * The world's choice, else redis-server of the PATH for both engines: a Valkey group is then rehearsed on Redis, and
 * what really runs is told by the servers themselves.
 */
export function programFor(engine: EngineName, engines: World["engines"] | undefined): string {
  return engines?.[engine] ?? "redis-server";
}
