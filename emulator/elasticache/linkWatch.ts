// Goes on asking the network while a group migrates: a link that it no longer lets through goes down, until it does again.
import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { hiddenName } from "../servers/nodeRole.ts";
import { originOf } from "./network.ts";
import { onNode, primaryOf } from "./nodes.ts";
import type { ShardSource } from "./reachSource.ts";
import type { Group, Migration } from "./state.ts";

const askEveryMs = 100;
/** Nobody's: a source refuses it, and knows no other way to be asked for by a replica that it shall not have. */
const refusedLogin = { masteruser: "no-way-through", masterauth: "no-way-through" };
const noLogin = { masteruser: "", masterauth: "" };

/**
 * Until a completion ends it, which may fail and begin it again. What is cut then stays cut: a promotion takes the wrong
 * login away, and one behind a broken network must not let the link come up before. Assumed: that AWS's links go down at
 * once, also where a connection was tracked.
 */
export function linkWatch(
  sources: readonly ShardSource[],
  group: Group,
  migration: Migration,
  at: Place,
  cloud: Cloud,
): () => Promise<void> {
  const cut = new Set<ShardSource>();
  return async () => {
    const { signal } = migration.stop;
    while (!signal.aborted) {
      for (const source of sources) {
        const isThrough = cloud.reaches(originOf(group, at), source.source).ok;
        if (isThrough === cut.has(source) && (await setLink(source, group, isThrough))) {
          if (isThrough) cut.delete(source);
          else cut.add(source);
        }
      }
      await pause(askEveryMs, undefined, { signal: cloud.signal });
    }
  };
}

/**
 * The server keeps its source, as it does behind a network that breaks: it is only made to come with a login that is
 * refused, and has to come again. False when the node does not answer; it is then tried again.
 */
async function setLink({ shard }: ShardSource, group: Group, isThrough: boolean): Promise<boolean> {
  const config = hiddenName(group.secrets, "config");
  return onNode(primaryOf(shard), group, async (connection) => {
    for (const [name, value] of Object.entries(isThrough ? noLogin : refusedLogin)) {
      await connection.call(config, "SET", name, value);
    }
    if (!isThrough) await connection.call("CLIENT", "KILL", "TYPE", "master");
    return true;
  }).catch(() => false);
}
