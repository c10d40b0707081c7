// Which plans of older states a refresh can look by.
import { expect, test } from "vitest";
import { wholePlan, type KeptPlan } from "../../migration/keptPlan.ts";
import { observe } from "../../migration/observe.ts";
import { plan } from "./samples.ts";
import { ScriptedWorld } from "./scriptedWorld.ts";

const oldest: KeptPlan = { groupId: "cache-prod", source: { host: "10.0.0.241", port: 6379 } };

test("a plan that lacks nothing is left as it is", () => {
  expect(wholePlan(plan)).toStrictEqual(plan);
});

test("a plan with nothing but group and source is filled in, part by part", () => {
  const whole = wholePlan({ ...oldest, pollSeconds: 9, target: { nodeType: "cache.m6g.large" } });
  expect(Object.keys(whole).sort()).toStrictEqual(Object.keys(plan).sort());
  for (const part of ["source", "target", "path"] as const)
    expect(Object.keys(whole[part]).sort()).toStrictEqual(Object.keys(plan[part]).sort());
  expect(whole).toMatchObject({
    pollSeconds: 9,
    allowDestroy: false,
    probe: "direct",
    source: { host: "10.0.0.241", primaries: [], clusterMode: "disabled" },
    target: { nodeType: "cache.m6g.large", existing: false, slots: [] },
  });
});

test("a look by the oldest plan sees the group and both ends", async () => {
  const seen = await observe(new ScriptedWorld().ports, wholePlan(oldest), new AbortController().signal);
  expect(seen.group.kind).toBe("present");
  expect(seen.shards.map(({ source }) => source.address)).toStrictEqual(["10.0.0.241:6379"]);
});
