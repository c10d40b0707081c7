// The tags of an ElastiCache resource, read and changed: AWS takes neither call while a group is not available.
import type { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { causeText } from "../errorText.ts";
import type { Context } from "../resourceType.ts";
import { tagMap } from "../tags.ts";
import type { TagChange, Tags } from "../tags.ts";
import { pause } from "../wait.ts";

type Waiting = Pick<Context, "signal">;

export async function readTags(client: ElastiCacheClient, arn: string, context: Waiting): Promise<Tags> {
  const { ListTagsForResourceCommand } = await import("@aws-sdk/client-elasticache");
  const { TagList } = await whenTaggable(`listing tags for ElastiCache resource (${arn})`, context, (abortSignal) =>
    client.send(new ListTagsForResourceCommand({ ResourceName: arn }), { abortSignal }),
  );
  return tagMap(TagList);
}

export async function changeTags(
  client: ElastiCacheClient,
  arn: string,
  { removed, set }: TagChange,
  context: Waiting,
): Promise<void> {
  const { AddTagsToResourceCommand, RemoveTagsFromResourceCommand } = await import("@aws-sdk/client-elasticache");
  const what = `updating tags for ElastiCache resource (${arn})`;
  if (removed.length > 0) {
    const command = new RemoveTagsFromResourceCommand({ ResourceName: arn, TagKeys: [...removed] });
    await whenTaggable(what, context, (abortSignal) => client.send(command, { abortSignal }));
  }
  if (set.length > 0) {
    const command = new AddTagsToResourceCommand({ ResourceName: arn, Tags: [...set] });
    await whenTaggable(what, context, (abortSignal) => client.send(command, { abortSignal }));
  }
}

/** Asks again while AWS says that the group is not available, as long as the real provider would, scaled. */
async function whenTaggable<Answer>(
  what: string,
  { signal }: Waiting,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const { InvalidReplicationGroupStateFault } = await import("@aws-sdk/client-elasticache");
  const limitMs = retryMs();
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    try {
      return await ask(signal);
    } catch (error) {
      signal.throwIfAborted();
      const isPassing =
        error instanceof InvalidReplicationGroupStateFault && error.message.includes("not in available state");
      if (!isPassing) throw error;
      if (performance.now() >= giveUpAt) {
        const patience = `asked again for ${limitMs} ms; the real provider does for 15 minutes`;
        throw new Error(`${what}: ${causeText(error)} (${patience})`, { cause: error });
      }
    }
    await pause(signal);
  }
}

const retryName = "AWS_STAND_IN_TAG_RETRY_MS";
const defaultRetryMs = 5_000;

/** AWS's migrations are shortened in a rehearsal, and so is the real provider's patience of 15 minutes. */
function retryMs(): number {
  const given = process.env[retryName];
  if (given === undefined || given === "") return defaultRetryMs;
  if (/^\d+$/.test(given)) return Number(given);
  throw new Error(`${retryName} is "${given}": must be a whole number of milliseconds, such as 900000`);
}
