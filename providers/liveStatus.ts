// AWS's word on the group, for those who judge a move: the journal and the program before it registers anything.
import { limits } from "../migration/limits.ts";
import { liveOf } from "../migration/liveReading.ts";
import type { LiveStatus } from "../migration/stages.ts";
import { elastiCacheClients, type ConfigReader } from "./awsAccess.ts";
import { askEvents, askGroup } from "./elastiCachePort.ts";
import { unanswered } from "./unanswered.ts";

/** Never rejects for what AWS answers or does not answer: that nobody could look is an answer too. */
export async function liveStatus(read: ConfigReader, groupId: string): Promise<LiveStatus> {
  try {
    const clients = await elastiCacheClients(read);
    const signal = AbortSignal.timeout(limits.answerWithinMs);
    const group = await askGroup(clients, groupId, signal);
    if (group.kind === "absent") return { kind: "absent" };
    return liveOf(group, await askEvents(clients, groupId, signal));
  } catch (error) {
    return { kind: "unreachable", reason: unanswered(error) };
  }
}
