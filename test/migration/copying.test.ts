import { expect, test } from "vitest";
import { copyingOf, furthestBehind, type Copying } from "../../migration/copying.ts";
import { master, primaryAddress, replica, serving, sourceAddress, type Link } from "./samples.ts";

const from = (serves: Parameters<typeof serving>[0] = {}) => ({
  address: sourceAddress,
  info: master({ serves: serving(serves) }),
});
const receiving = (link: Partial<Link> = {}) => ({
  address: primaryAddress,
  info: replica({ keys: 0 }, { up: false, syncing: true, ...link }),
});

test("while the source writes its snapshot, its keys are counted where it tells them", () => {
  expect(
    copyingOf(receiving(), from({ snapshotRuns: true, snapshotDoneKeys: 3, snapshotTotalKeys: 9 }), 10),
  ).toStrictEqual({ part: "snapshot", done: 3, total: 9, waitingFor: `${sourceAddress} to write its snapshot` });
  expect(copyingOf(receiving(), from({ snapshotRuns: true }), 10)).toMatchObject({
    part: "snapshot",
    done: undefined,
    total: undefined,
  });
});

test("a transfer has begun with the first byte, although a diskless source is still writing its snapshot", () => {
  const saving = from({ snapshotRuns: true, snapshotDoneKeys: 3, snapshotTotalKeys: 9 });
  expect(copyingOf(receiving({ syncDoneBytes: 77 }), saving, 10)).toStrictEqual({
    part: "transfer",
    done: 77,
    total: undefined,
    waitingFor: `the snapshot to arrive at ${primaryAddress}`,
  });
  expect(copyingOf(receiving({ syncLeftBytes: 50 }), saving, 10).part).toBe("transfer");
});

test("loading is counted in the keys of both sides, whatever the link says", () => {
  const loading = { address: primaryAddress, info: replica({ loading: true, keys: 4 }, { up: false, syncing: true }) };
  expect(copyingOf(loading, from({ snapshotRuns: true }), 10)).toStrictEqual({
    part: "load",
    done: 4,
    total: 10,
    waitingFor: `${primaryAddress} to load the snapshot`,
  });
  expect(copyingOf(loading, from(), 3)).toMatchObject({ done: undefined, total: undefined });
});

test("of several shards the one with the most before it speaks for all", () => {
  const copy = (part: Copying["part"], done?: number): Copying => ({ part, done, total: 10, waitingFor: "" });
  const load = copy("load", 1);
  const transfers = [copy("transfer", 9), copy("transfer", 2), copy("transfer", 5)];
  expect(furthestBehind([load, ...transfers])).toBe(transfers[1]);
  expect(furthestBehind([load, copy("snapshot", 10), ...transfers])?.part).toBe("snapshot");
  expect(furthestBehind([])).toBeUndefined();
});
