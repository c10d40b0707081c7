// Makes a source write faster than its output buffer for replicas holds, while each copy takes its time.
import type { Redis } from "ioredis";

const keys = 1_500;
/** Microseconds per key, which together make a copy last longer than the buffer does. */
const saveDelayMicros = 500;
const value = "x".repeat(16_384);
const tight = {
  "client-output-buffer-limit": "replica 32768 32768 1",
  "repl-backlog-size": "16384",
  "rdb-key-save-delay": String(saveDelayMicros),
};

/** Resolves with what ends it: no more writes, and the settings that were. */
export async function writeWhileCopying(source: Redis): Promise<() => Promise<void>> {
  const before = new Map<string, string>();
  for (const [name, setting] of Object.entries(tight)) {
    const [, known = ""] = await source.config("GET", name);
    before.set(name, known);
    await source.config("SET", name, setting);
  }
  const filled = source.pipeline();
  for (let key = 0; key < keys; key++) filled.set(`copied:${key}`, key);
  await filled.exec();
  const over = new AbortController();
  const writing = (async () => {
    while (!over.signal.aborted) await source.set("written", value);
  })();
  return async () => {
    over.abort();
    await writing;
    for (const [name, setting] of before) await source.config("SET", name, setting);
    await source.flushall();
  };
}
