// A source that copies itself again and again because the target cannot load what it sends.
import { expect, test } from "vitest";
import { wording } from "../../migration/failures.ts";
import type { SyncLoop } from "../../migration/fullSyncs.ts";
import { fullSyncLoop } from "../../migration/refusals.ts";
import { plan } from "./samples.ts";

const target = { ...plan.target, engine: "redis", engineVersion: "7.0" } as const;
const loop: SyncLoop = {
  shard: "0001",
  address: "10.0.0.241:6379",
  engine: "valkey",
  version: "9.1.2",
  begun: 4,
  withinMs: 2_000,
  writtenBytesPerSecond: 0,
  usedMemoryBytes: 1_000_000,
};
const textOf = (changes: Partial<SyncLoop>) => wording(fullSyncLoop({ ...loop, ...changes }, { ...plan, target }));

test("an upgrade of the source that the target cannot follow is named as the cause, with the way out", () => {
  const text = textOf({});
  expect(text).toContain("10.0.0.241:6379 began 4 full copies for shard 0001");
  expect(text).toContain("10.0.0.241:6379 is valkey 9.1.2 now and writes RDB version 80, which redis 7.0 cannot load");
  expect(text).toContain("set stage to abort, or to prepare once AWS has gone back to available");
  // It would cost the source a fork for each try, and help nothing.
  expect(text).not.toContain("client-output-buffer-limit");
});

test.each([{ engine: "redis", version: "7.0.15" } as const, { engine: "redis", version: "6.2.14" } as const])(
  "a loop whose snapshots %j can be loaded is one of the output buffer or of what the log says",
  (server) => {
    const text = textOf(server);
    expect(text).toContain("client-output-buffer-limit");
    expect(text).not.toContain("RDB");
  },
);
