// What the servers of a scripted world say of themselves, by how far the replication has come.
import type { ServerInfo, ServerReading } from "../../migration/observation.ts";
import * as sample from "./samples.ts";

export type Link = "none" | "connecting" | "copying" | "behind" | "synced";

export type History = "own" | "source";

export interface Target {
  readonly link: Link;
  /** `replid2` of a primary: a promotion leaves the history of whatever had been followed and loaded. */
  readonly leftHistory: History | "none";
  /** `replid2Offset`: the first one that it had not got when it was last promoted. */
  readonly leftOffset: number | undefined;
  readonly targetKeys: number;
  /** The source's counter of full synchronisations. */
  readonly fullSyncs: number;
}

const ownHistory = "b".repeat(40);
const left = { none: "", own: "c".repeat(40), source: sample.master().replid } as const;

export function serverAt(address: string, target: Target): ServerReading {
  if (address === sample.sourceAddress) return sample.read(address, source(target));
  const isPrimary = address === sample.primaryAddress;
  return sample.read(address, isPrimary ? primary(target) : sample.replica(position(target.link)));
}

function source({ fullSyncs, link }: Target): ServerInfo {
  const replicas = link === "copying" ? [{ address: "10.0.1.5:6379", state: "send_bulk", offset: 0 }] : [];
  return sample.master({ serves: sample.serving({ fullSyncs, replicas }) });
}

function primary({ link, leftHistory, leftOffset, targetKeys }: Target): ServerInfo {
  switch (link) {
    case "none":
      return sample.master({
        replid: ownHistory,
        replid2: left[leftHistory],
        replid2Offset: leftOffset,
        offset: 0,
        keys: targetKeys,
      });
    case "connecting":
      return sample.replica({ replid: ownHistory, offset: 0 }, { up: false, downSeconds: 7 });
    case "copying":
      return sample.replica({ offset: 0 }, { up: false, syncing: true, syncDoneBytes: 10, syncTotalBytes: 100 });
    case "behind":
    case "synced":
      return sample.replica(position(link));
  }
}

function position(link: Link): Partial<ServerInfo> {
  if (link === "none" || link === "connecting") return { replid: ownHistory, offset: 0 };
  return { offset: link === "synced" ? 5000 : 2000 };
}
