// Which part of the full copy one shard is in, and how far: the source writes a snapshot, it crosses, it is loaded.
import type { ServerInfo } from "./observation.ts";

/** `unseen`: no server was asked, and only AWS says that a copy is on its way. */
export type CopyPart = "snapshot" | "transfer" | "load" | "unseen";

export interface Copying {
  readonly part: CopyPart;
  /** Keys of a snapshot and of a load, bytes of a transfer; undefined where the servers do not tell. */
  readonly done: number | undefined;
  readonly total: number | undefined;
  readonly waitingFor: string;
}

interface Server {
  readonly address: string;
  readonly info: ServerInfo;
}

/**
 * Loading is counted in keys: while a server loads what it receives (diskless), its own `loading_loaded_perc` relates to
 * memory and was 33.6 % where 80 % had been loaded (measured).
 *
 * @param from the server that the copy is taken from: the source's primary, or the endpoint in front of it
 * @param keys the source's, which the copy will hold
 */
export function copyingOf(primary: Server, from: Server, keys: number): Copying {
  const { link, loading } = primary.info;
  if (loading) {
    const known = keys > 0 && primary.info.keys <= keys;
    return {
      part: "load",
      done: known ? primary.info.keys : undefined,
      total: known ? keys : undefined,
      waitingFor: `${primary.address} to load the snapshot`,
    };
  }
  const { serves } = from.info;
  const received = link?.syncDoneBytes ?? 0;
  if (received === 0 && link?.syncLeftBytes === undefined && serves.snapshotRuns) {
    return {
      part: "snapshot",
      done: serves.snapshotDoneKeys,
      total: serves.snapshotTotalKeys,
      waitingFor: `${from.address} to write its snapshot`,
    };
  }
  return {
    part: "transfer",
    done: link?.syncDoneBytes,
    total: link?.syncTotalBytes,
    waitingFor: `the snapshot to arrive at ${primary.address}`,
  };
}

const order: Readonly<Record<CopyPart, number>> = { unseen: 0, snapshot: 1, transfer: 2, load: 3 };

/** The shard that has the most before it: a completion promotes every one of them. */
export function furthestBehind(copies: readonly Copying[]): Copying | undefined {
  const share = ({ done, total }: Copying) => (done === undefined || total === undefined ? 0 : done / total);
  return copies.toSorted((one, other) => order[one.part] - order[other.part] || share(one) - share(other))[0];
}
