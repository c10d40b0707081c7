// Which series are asked for and how often, and when few items prove a target empty.
import { describe, expect, test } from "vitest";
import { limits } from "../../migration/limits.ts";
import type { Datapoint, Series } from "../../migration/metrics.ts";
import { contentsByMetrics, readMetrics, sparingly } from "../../migration/metricsLook.ts";
import type { Clock, MetricsPort } from "../../migration/ports.ts";
import { group, ms, plan } from "./samples.ts";

const never = new AbortController().signal;
const unprobed = { ...plan, probe: "none" } as const;

function scripted(answer: (series: Series) => Datapoint = () => ({ kind: "read", value: 1, atMs: ms(0) })) {
  const asked: (readonly Series[])[] = [];
  const port: MetricsPort = {
    newest: (wanted) => {
      asked.push(wanted);
      return Promise.resolve(wanted.map(answer));
    },
  };
  return { port, asked };
}

function clockAt(atMs: number): Clock & { atMs: number } {
  const clock = { atMs, nowMs: () => clock.atMs, sleep: () => Promise.resolve(), random: () => 0 };
  return clock;
}

const health = (nodeId: string): Series => ({ metric: "PrimaryLinkHealthStatus", nodeId });
const lag = (nodeId: string): Series => ({ metric: "ReplicationLag", nodeId });

describe("asked for are", () => {
  test("the health of the primary and the lag of each replica without a probe", async () => {
    const { port, asked } = scripted(({ metric }) => ({
      kind: "read",
      value: metric === "ReplicationLag" ? 7 : 1,
      atMs: ms(0),
    }));
    const at = { kind: "read", atMs: ms(0) } as const;
    expect(await readMetrics(port, group, unprobed, never)).toStrictEqual({
      shards: [
        {
          shard: "0001",
          nodes: [
            { nodeId: "cache-prod-001", role: "primary", linkHealth: { ...at, value: 1 }, lagSeconds: undefined },
            { nodeId: "cache-prod-002", role: "replica", linkHealth: undefined, lagSeconds: { ...at, value: 7 } },
          ],
        },
      ],
    });
    expect(asked).toStrictEqual([[health("cache-prod-001"), lag("cache-prod-002")]]);
  });

  test("the health of the primaries alone with one", async () => {
    const { port, asked } = scripted();
    await readMetrics(port, group, plan, never);
    expect(asked).toStrictEqual([[health("cache-prod-001")]]);
  });

  test("both of every node where AWS tells no roles", async () => {
    const { port, asked } = scripted();
    const untold = group.shards.map((shard) => ({ ...shard, primary: "", replicas: [] }));
    const { shards } = await readMetrics(port, { ...group, shards: untold }, unprobed, never);
    expect(asked).toStrictEqual([["cache-prod-001", "cache-prod-002"].flatMap((id) => [health(id), lag(id)])]);
    expect(shards[0]?.nodes.map(({ role }) => role)).toStrictEqual(["untold", "untold"]);
  });
});

describe("CloudWatch is asked", () => {
  const wanted = [health("a-001")];

  test("not at every look: three times in the minute of a datapoint", async () => {
    const { port, asked } = scripted();
    const clock = clockAt(ms(0));
    const spared = sparingly(port, clock, 5);
    for (let second = 0; second < 60; second += 5) {
      clock.atMs = ms(second);
      expect(await spared.newest(wanted, never)).toStrictEqual([{ kind: "read", value: 1, atMs: ms(0) }]);
    }
    expect(asked).toHaveLength(3);
  });

  test("at every fourth look where those are quick, and at every one where they are slow", async () => {
    const quick = scripted();
    const clock = clockAt(ms(0));
    const sparedQuick = sparingly(quick.port, clock, 0.25);
    for (let look = 0; look < 8; look++) {
      clock.atMs = ms(look * 0.25);
      await sparedQuick.newest(wanted, never);
    }
    expect(quick.asked).toHaveLength(2);
    const slow = scripted();
    const sparedSlow = sparingly(slow.port, clock, 60);
    for (let look = 0; look < 3; look++) {
      clock.atMs = ms(100 + look * 60);
      await sparedSlow.newest(wanted, never);
    }
    expect(slow.asked).toHaveLength(3);
  });

  test("anew for other series, and when a clock goes back", async () => {
    const { port, asked } = scripted();
    const clock = clockAt(ms(0));
    const spared = sparingly(port, clock, 5);
    await spared.newest(wanted, never);
    await spared.newest([lag("a-002")], never);
    clock.atMs = ms(-10);
    await spared.newest([lag("a-002")], never);
    expect(asked).toHaveLength(3);
  });
});

describe("a target is empty without a probe", () => {
  const items = (value: number, ageMs = 0): Datapoint => ({ kind: "read", value, atMs: ms(600) - ageMs });
  const contents = (
    answer: (series: Series) => Datapoint,
    seenBefore = true,
    by = unprobed as typeof plan,
    of = group,
  ) =>
    contentsByMetrics({ metrics: scripted(answer).port, clock: clockAt(ms(600)) }, of, { plan: by, seenBefore }, never);

  test("if its primary has no item but AWS's own, and this stack made it", async () => {
    expect(await contents(() => items(limits.itemsOfEmptyNode))).toStrictEqual({ kind: "empty", asOfMs: ms(600) });
    expect(await contents(() => items(0, 90_000))).toStrictEqual({ kind: "empty", asOfMs: ms(510) });
  });

  test("and not with one more, which is told with its node", async () => {
    expect(await contents(() => items(2))).toStrictEqual({
      kind: "keys",
      count: 2,
      where: "2 by CurrItems of cache-prod-001",
    });
  });

  test.each<[string, Datapoint, string]>([
    ["absent", { kind: "absent", why: "has no datapoint" }, "CurrItems of cache-prod-001 has no datapoint"],
    ["stale", items(0, limits.metricFreshWithinMs + 1), "CurrItems of cache-prod-001 is stale"],
  ])("nobody knows where the number is %s", async (_, point, why) => {
    expect(await contents(() => point)).toStrictEqual({ kind: "unknown", why: `CloudWatch does not tell: ${why}` });
  });

  test("nobody knows of a group that was there before the stack, or that no run in prepare has seen", async () => {
    const why = "CurrItems is proof only of a group that this stack made, and has seen in prepare";
    const existing = { ...unprobed, target: { ...plan.target, existing: true } };
    expect(await contents(() => items(0), true, existing)).toStrictEqual({ kind: "unknown", why });
    expect(await contents(() => items(0), false)).toStrictEqual({ kind: "unknown", why });
  });

  test("every node counts where AWS tells no roles", async () => {
    const shards = group.shards.map((shard) => ({ ...shard, primary: "", replicas: [] }));
    const second = ({ nodeId }: Series) => items(nodeId === "cache-prod-002" ? 5 : 0);
    expect(await contents(second, true, unprobed, { ...group, shards })).toMatchObject({ kind: "keys", count: 5 });
  });
});
