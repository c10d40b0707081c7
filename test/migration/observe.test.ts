import { expect, test } from "vitest";
import { gather } from "../../migration/observe.ts";
import type { GroupShard, Observation } from "../../migration/observation.ts";
import { group, ms, plan, readableSource } from "./samples.ts";
import { ScriptedWorld } from "./scriptedWorld.ts";

const never = new AbortController().signal;
const test_ = { outcome: "notRun", evidence: "" } as const;
const shard = (id: string, primary: string): GroupShard => ({
  id,
  slots: "",
  nodes: [`${id}-a:6379`, `${id}-b:6379`],
  nodeIds: [`${id}-a`, `${id}-b`],
  primary,
  replicas: [],
});

/** What is said of the target's contents, and which servers were asked for it. */
async function contents(shards: readonly GroupShard[]) {
  const asked: (readonly string[])[] = [];
  const { ports } = new ScriptedWorld();
  const redis = {
    ...ports.redis,
    contents: (primaries: readonly string[]) => {
      asked.push(primaries);
      return Promise.resolve({ kind: "empty" as const });
    },
  };
  const seen: Observation = { atMs: ms(0), group: { ...group, shards }, events: [], shards: [] };
  const found = await gather({ ...ports, redis }, plan, seen, true, test_, 1, never);
  return { contents: found.contents, asked };
}

test("a target is empty by what each of its shards shows", async () => {
  expect(await contents([shard("0001", "0001-a:6379"), shard("0002", "0002-b:6379")])).toStrictEqual({
    contents: { kind: "empty" },
    asked: [["0001-a:6379", "0002-b:6379"]],
  });
});

test("a shard whose primary nobody could tell may hold everything", async () => {
  expect(await contents([shard("0001", "0001-a:6379"), shard("0002", "")])).toStrictEqual({
    contents: { kind: "unknown", why: "which node is the primary of shard 0002 is not told" },
    asked: [],
  });
});

test("the servers of a cluster are looked at all at once, because each is watched for a while", async () => {
  const { ports } = new ScriptedWorld();
  const source = { ...plan.source, clusterMode: "enabled", shards: 2 } as const;
  let waiting: (() => void)[] = [];
  const redis = {
    ...ports.redis,
    topology: () =>
      Promise.resolve({
        kind: "read" as const,
        shards: [
          { slots: "0-8191", primary: "10.0.0.241:6379" },
          { slots: "8192-16383", primary: "10.0.0.242:6379" },
        ],
      }),
    // Nobody is answered before both have been asked.
    source: async (address: string) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 2) for (const answer of waiting) answer();
      });
      return { ...readableSource, address };
    },
  };
  const seen: Observation = { atMs: ms(0), group, events: [], shards: [] };
  const found = await gather({ ...ports, redis }, { ...plan, source }, seen, true, test_, 1, never);
  expect(waiting).toHaveLength(2);
  waiting = [];
  expect(found.findings).not.toStrictEqual([]);
});

test("the target's contents are looked at last, so that nothing that takes long comes between them and a start", async () => {
  const asked: string[] = [];
  const { ports } = new ScriptedWorld();
  const noted = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name, receiver) => {
        if (typeof name === "string") asked.push(name);
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
  const { elastiCache, network, redis } = ports;
  const told = { ...ports, elastiCache: noted(elastiCache), network: noted(network), redis: noted(redis) };
  const seen: Observation = { atMs: ms(0), group, events: [], shards: [] };
  await gather(told, plan, seen, true, test_, 1, never);
  expect(asked).toContain("source");
  expect(asked).toContain("read");
  expect(asked.at(-1)).toBe("contents");
});
