// The ways out of the core for one run or one look, opened and closed together.
import { sparingly } from "../migration/metricsLook.ts";
import type { Eyes } from "../migration/observe.ts";
import type { Plan } from "../migration/plan.ts";
import type { Ports } from "../migration/task.ts";
import { elastiCacheClients, type ConfigReader } from "./awsAccess.ts";
import { cloudWatchPort } from "./cloudWatchPort.ts";
import { elastiCachePort } from "./elastiCachePort.ts";
import { networkPort } from "./networkPort.ts";
import { noProbe } from "./noProbe.ts";
import { stackConfig } from "./stackConfig.ts";
import { wallClock } from "./wallClock.ts";

export async function withPorts<T>(groupId: string, plan: Plan, use: (ports: Ports) => Promise<T>): Promise<T> {
  const report = (line: string) => console.log(line);
  return await withEyes(stackConfig(), { ...plan, groupId }, async (eyes) => await use({ ...eyes, report }));
}

/** For those who only look: OnlineMigration's own eyes, whoever the stack's configuration comes from. */
export async function withEyes<T>(read: ConfigReader, plan: Plan, use: (eyes: Eyes) => Promise<T>): Promise<T> {
  // Without a probe not even what could connect is loaded.
  const redis =
    plan.probe === "none" ? noProbe() : (await import("../redis/directPort.ts")).directPort(plan.addresses, wallClock);
  const cloudWatch = cloudWatchPort(read, wallClock);
  try {
    const elastiCache = await elastiCachePort(await elastiCacheClients(read), plan.groupId, plan.source);
    const network = networkPort(read, plan);
    const metrics = sparingly(cloudWatch, wallClock, plan.pollSeconds);
    return await use({ elastiCache, network, redis, metrics, clock: wallClock });
  } finally {
    redis.close();
    cloudWatch.close();
  }
}
