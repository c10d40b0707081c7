// AWS's word on the group, for those who judge a move: the journal and the program before it registers anything.
import { eventsOfAttempt, isOf, newest } from "../migration/events.ts";
import { PortError } from "../migration/ports.ts";
import type { LiveStatus } from "../migration/stages.ts";
import { AwsAccessError, elastiCacheClients, type ConfigReader } from "./awsAccess.ts";
import { askEvents, askGroup } from "./elastiCachePort.ts";

const answerWithinMs = 20_000;

/** Never rejects for what AWS answers or does not answer: that nobody could look is an answer too. */
export async function liveStatus(read: ConfigReader, groupId: string): Promise<LiveStatus> {
  try {
    const clients = await elastiCacheClients(read);
    const signal = AbortSignal.timeout(answerWithinMs);
    const group = await askGroup(clients, groupId, signal);
    if (group.kind === "absent") return { kind: "absent" };
    const events = (await askEvents(clients, groupId, signal)).filter((event) => isOf(group, event));
    const { startedAt, since } = eventsOfAttempt(events, "");
    const completedAt = newest(since, "completed")?.at ?? "";
    const startOpen = startedAt !== undefined && completedAt === "" && newest(since, "failed") === undefined;
    return { kind: "present", status: group.status, newestEventAt: events.at(-1)?.at ?? "", completedAt, startOpen };
  } catch (error) {
    if (error instanceof PortError || error instanceof AwsAccessError || isTimeout(error)) {
      return { kind: "unreachable", reason: error.message };
    }
    throw error;
  }
}

function isTimeout(error: unknown): error is Error {
  return error instanceof Error && error.name === "TimeoutError";
}
