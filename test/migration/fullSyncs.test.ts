import { describe, expect, test } from "vitest";
import { bufferFor, countFullSyncs, type SyncCount, type SyncLoop } from "../../migration/fullSyncs.ts";
import type { FollowerInfo, ServerReading, ShardReading } from "../../migration/observation.ts";
import {
  master,
  ms,
  plan,
  primaryAddress,
  read,
  replica,
  replicaAddress,
  seen,
  serving,
  sourceAddress,
  unreadable,
} from "./samples.ts";

/** One look at one shard: how the target is linked, and what the source has counted. */
interface Look {
  readonly link: "unlinked" | "connecting" | "syncing" | "loading" | "inSync" | "unreadable";
  readonly fullSyncs: number;
  readonly followers?: readonly string[];
  /** The source lists the first follower's given up link still. */
  readonly lingers?: boolean;
  readonly offset?: number;
  readonly via?: boolean;
}

const targets: Readonly<Record<Look["link"], ServerReading>> = {
  unlinked: read(primaryAddress, master({ replid: "b".repeat(40) })),
  connecting: read(primaryAddress, replica({ replid: "b".repeat(40), offset: 0 }, { up: false })),
  syncing: read(primaryAddress, replica({ offset: 0 }, { up: false, syncing: true })),
  loading: read(primaryAddress, replica({ offset: 0, loading: true }, { up: false })),
  inSync: read(primaryAddress, replica({ offset: 5000 })),
  unreadable: unreadable(primaryAddress),
};

function shardOf({ link, fullSyncs, followers = [], lingers = false, offset = 5000, via = false }: Look): ShardReading {
  const replicas: FollowerInfo[] = followers.map((state, index) => ({
    address: `10.1.0.${index}:6379`,
    state,
    offset: 0,
  }));
  if (lingers) replicas.push(...replicas.slice(0, 1));
  const counting = master({ offset, serves: serving({ fullSyncs, replicas }), usedMemoryBytes: 2e9 });
  const endpoint = replica({ serves: serving({ fullSyncs, replicas }) });
  return {
    shard: "0001",
    source: read(sourceAddress, via ? master({ offset }) : counting),
    ...(via ? { via: read("10.0.0.242:6379", endpoint) } : {}),
    primary: targets[link],
    replicas: [read(replicaAddress, replica())],
  };
}

/** Looks a minute apart. */
function after(...looks: readonly Look[]): SyncCount | undefined {
  let counts: readonly SyncCount[] = [];
  for (const [index, look] of looks.entries()) {
    const sight = { ...seen({ status: "migrating" }), atMs: ms(60 * index), shards: [shardOf(look)] };
    counts = countFullSyncs(counts, sight, plan);
  }
  return counts[0];
}

const begin: Look = { link: "unlinked", fullSyncs: 7 };
const failed = (fullSyncs: number, offset = 5000): Look => ({ link: "connecting", fullSyncs, offset });
const copying = (fullSyncs: number): Look => ({ link: "syncing", fullSyncs, followers: ["wait_bgsave"] });

describe("full copies of one shard", () => {
  test("are counted from before the link, whatever the source had counted until then", () => {
    expect(after(begin, copying(8))).toMatchObject({ begun: 1, loop: undefined });
    expect(after(begin, { ...begin, fullSyncs: 12 }, copying(13))).toMatchObject({ begun: 1 });
  });

  test("are a loop when three came to nothing", () => {
    expect(after(begin, copying(8), failed(8), failed(9), copying(10))?.loop).toBeUndefined();
    expect(after(begin, copying(8), failed(8), failed(9), failed(10, 605_000))?.loop).toStrictEqual({
      shard: "0001",
      address: sourceAddress,
      engine: "redis",
      version: "7.0.15",
      begun: 3,
      withinMs: 240_000,
      writtenBytesPerSecond: 2500,
      usedMemoryBytes: 2e9,
    });
    expect(after(begin, copying(10), copying(11))?.loop?.begun).toBe(4);
  });

  test("are no loop while the third is being received or loaded", () => {
    expect(after(begin, copying(9), { link: "loading", fullSyncs: 10 })?.loop).toBeUndefined();
    expect(after(begin, copying(9), { link: "syncing", fullSyncs: 10 })?.loop).toBeUndefined();
    expect(after(begin, copying(9), { ...failed(10), followers: ["online"] })?.loop?.begun).toBe(3);
  });

  test("begin to count anew once the target has caught up", () => {
    expect(after(begin, copying(9), { link: "inSync", fullSyncs: 9 }, failed(9), copying(10))).toMatchObject({
      begun: 1,
    });
  });

  test("are not ours alone while the source serves several at once", () => {
    const two = { ...copying(12), followers: ["wait_bgsave", "send_bulk"] };
    expect(after(begin, two, copying(13))).toMatchObject({ begun: 1, loop: undefined });
    const oneFollows = { ...copying(12), followers: ["wait_bgsave", "online"] };
    expect(after(begin, oneFollows)).toMatchObject({ begun: 5 });
    const shared = (from: Look): Look => ({ ...from, followers: ["wait_bgsave", "wait_bgsave"] });
    expect(after(begin, copying(8), shared(failed(10)), shared(failed(11)), copying(11))).toMatchObject({ begun: 2 });
    expect(after(begin, copying(8), shared(copying(9)), shared(failed(9)))).toMatchObject({ begun: 1 });
    // The copy that was lost begins anew only after the look that shows it lost.
    expect(after(begin, copying(8), failed(8), shared(copying(9)), failed(9), shared(failed(10)))).toMatchObject({
      begun: 3,
    });
    const anew = (fullSyncs: number): Look => ({ ...copying(fullSyncs), lingers: true });
    expect(after(begin, anew(8), failed(8), anew(9), failed(9), anew(10))).toMatchObject({ begun: 3 });
  });

  test("count on over a look in which nothing could be read, and over a restart of the source", () => {
    expect(after(begin, copying(8), { link: "unreadable", fullSyncs: 8 }, copying(9))).toMatchObject({ begun: 2 });
    expect(after(begin, copying(9), failed(0), copying(1))).toMatchObject({ begun: 3 });
  });

  test("are the endpoint's, where it is a replica of the source", () => {
    const chained = (look: Look) => ({ ...look, via: true });
    expect(after(...[begin, copying(9), failed(10)].map(chained))?.loop).toMatchObject({ address: "10.0.0.242:6379" });
  });

  test("say nothing where no server is read", () => {
    expect(countFullSyncs([], { ...seen({ status: "migrating" }), shards: [] }, plan)).toStrictEqual([]);
  });
});

test("the buffer is what the forecast asks for, and more than what servers have by default", () => {
  const loop = { usedMemoryBytes: 2e9, writtenBytesPerSecond: 0 } as SyncLoop;
  expect(bufferFor(loop)).toBe(512 * 2 ** 20);
  expect(bufferFor({ ...loop, writtenBytesPerSecond: 100e6 })).toBeGreaterThan(3e9);
});
