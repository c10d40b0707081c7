import { expect, test } from "vitest";
import { limits } from "../../migration/limits.ts";
import { loadBetween, SourceLoads } from "../../redis/sourceLoad.ts";
import { hurriedClock } from "./hurriedClock.ts";

const fields = (changes: Readonly<Record<string, string>>) =>
  new Map(
    Object.entries({
      run_id: "a",
      role: "master",
      connected_slaves: "0",
      repl_backlog_active: "0",
      master_repl_offset: "1000",
      total_net_input_bytes: "5000",
      used_cpu_user: "10.0",
      used_cpu_sys: "1.0",
      evicted_keys: "3",
      ...changes,
    }),
  );

test("with a backlog or a replica the stream's own offset tells", () => {
  const told = { master_repl_offset: "5000", used_cpu_user: "11.5", used_cpu_sys: "1.1", evicted_keys: "7" };
  for (const feeds of [{ repl_backlog_active: "1" }, { connected_slaves: "1" }]) {
    expect(loadBetween(fields(feeds), fields({ ...feeds, ...told }), 2000)).toStrictEqual({
      kind: "measured",
      overMs: 2000,
      writeBytesPerSecond: 2000,
      by: "stream",
      cpuShare: 0.8,
      evictedKeys: 4,
    });
  }
});

test("without one it is what clients sent, less the question that measures", () => {
  const after = fields({ total_net_input_bytes: "7014", master_repl_offset: "1007" });
  expect(loadBetween(fields({}), after, 2000)).toMatchObject({ by: "clients", writeBytesPerSecond: 1000 });
  expect(loadBetween(fields({}), fields({ total_net_input_bytes: "5010" }), 2000)).toMatchObject({
    writeBytesPerSecond: 0,
  });
});

test("a replica is measured by what it has applied", () => {
  const linked = { role: "slave", master_link_status: "up", slave_repl_offset: "100" };
  expect(loadBetween(fields(linked), fields({ ...linked, slave_repl_offset: "300" }), 1000)).toMatchObject({
    by: "stream",
    writeBytesPerSecond: 200,
  });
});

test("the main thread's CPU is told apart where the server does", () => {
  const threads = (user: string) => ({ used_cpu_user_main_thread: user, used_cpu_sys_main_thread: "0" });
  const after = fields({ ...threads("1.5"), used_cpu_user: "99" });
  expect(loadBetween(fields(threads("1.0")), after, 1000)).toMatchObject({ cpuShare: 0.5 });
});

test.each([
  ["restarted", { run_id: "b" }],
  ["role", { role: "slave" }],
  ["counters", { total_net_input_bytes: "4000", repl_backlog_active: "1", master_repl_offset: "10" }],
])("nothing is made of two looks that do not belong together: %s", (words, changes) => {
  const before = fields(words === "counters" ? { repl_backlog_active: "1" } : {});
  const load = loadBetween(before, fields(changes), 2000);
  expect(load).toStrictEqual({ kind: "unmeasured", why: expect.stringContaining(words) as string });
});

test("a version without the counters is not measured, and neither is what took no time", () => {
  const old = fields({});
  old.delete("total_net_input_bytes");
  expect(loadBetween(old, old, 2000)).toMatchObject({ kind: "unmeasured" });
  expect(loadBetween(fields({}), fields({}), 0)).toMatchObject({ kind: "unmeasured" });
});

test("one measurement serves for a while, and each server has its own", async () => {
  const slept: number[] = [];
  const inner = hurriedClock();
  const clock = { ...inner, sleep: (ms: number, of: AbortSignal) => (slept.push(ms), inner.sleep(ms, of)) };
  const loads = new SourceLoads(clock);
  const { signal } = new AbortController();
  const info = () => Promise.resolve([...fields({})].map(([name, value]) => `${name}:${value}`).join("\r\n"));
  await loads.of("a:1", info, signal);
  await loads.of("a:1", info, signal);
  expect(slept).toStrictEqual([limits.loadMeasuredForMs]);
  await loads.of("b:1", info, signal);
  expect(slept).toHaveLength(2);
  await inner.sleep(limits.loadKeptForMs, signal);
  await loads.of("a:1", info, signal);
  expect(slept).toHaveLength(3);
});
