// What the servers of a scripted world say of themselves, by how far the replication has come.
import type { ServerInfo, ServerReading } from "../../migration/observation.ts";
import * as sample from "./samples.ts";

export type Link = "none" | "connecting" | "copying" | "behind" | "synced";

export interface Target {
  readonly link: Link;
  /** It was promoted after it had followed the source. */
  readonly everFollowed: boolean;
  readonly targetKeys: number;
}

const ownHistory = "b".repeat(40);

export function serverAt(address: string, target: Target): ServerReading {
  if (address === sample.sourceAddress) return sample.read(address, sample.master());
  const isPrimary = address === sample.primaryAddress;
  return sample.read(address, isPrimary ? primary(target) : sample.replica(position(target.link)));
}

function primary({ link, everFollowed, targetKeys }: Target): ServerInfo {
  switch (link) {
    case "none":
      return sample.master({
        replid: ownHistory,
        replid2: everFollowed ? "c".repeat(40) : "",
        offset: 0,
        keys: targetKeys,
      });
    case "connecting":
      return sample.replica({ replid: ownHistory, offset: 0 }, { up: false });
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
