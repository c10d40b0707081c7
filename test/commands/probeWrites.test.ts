// When doctor may write: in prepare, with no migration in flight, on a target that is proven empty, and never else.
import { expect, test } from "vitest";
import type { Diagnosis } from "../../commands/diagnose.ts";
import { probeRestores } from "../../commands/probeWrites.ts";
import type { RedisPort } from "../../migration/ports.ts";
import { parseSettings } from "../../settings.ts";
import { planOf } from "../../settings/plan.ts";
import { seen } from "../migration/samples.ts";
import { ScriptedWorld } from "../migration/scriptedWorld.ts";
import { whole } from "../settings/whole.ts";

async function probed(diagnosis: Partial<Diagnosis>, changes: Readonly<Record<string, unknown>> = {}) {
  const asked: (readonly string[])[] = [];
  const redis: RedisPort = {
    ...new ScriptedWorld().ports.redis,
    restoreProbe: (sources, primaries) => {
      asked.push(sources, primaries);
      return Promise.resolve({ kind: "probed", types: [], left: [] });
    },
  };
  const settings = parseSettings(whole(changes));
  const plan = planOf(settings);
  const stack = { name: "prod", stage: settings.stage, settings, plan, awsConfig: () => undefined, notes: [] };
  const given: Diagnosis = {
    status: "available",
    over: false,
    findings: [],
    seen: seen(),
    contents: { kind: "empty" },
    ...diagnosis,
  };
  const { refused, findings } = await probeRestores(stack, given, redis, new AbortController().signal);
  return { refused, asked, codes: findings.map(({ code }) => code) };
}

test("a target that is empty and at rest is written to, from the source's nodes to its primaries", async () => {
  expect(await probed({})).toStrictEqual({
    refused: "",
    asked: [["10.0.0.241:6379"], ["cache-prod-001.example:6379"]],
    codes: ["rdb-measured"],
  });
});

test.each<[string, Partial<Diagnosis>, Readonly<Record<string, unknown>>, string]>([
  ["a later stage", {}, { stage: "migrate" }, "stage is migrate, and not prepare"],
  ["a migration in flight", { status: "migrating" }, {}, "AWS reports the target as migrating, and not as available"],
  ["a group in change", { status: "modifying" }, {}, "AWS reports the target as modifying, and not as available"],
  ["no target", { status: "" }, {}, "there is no target yet"],
  ["keys", { contents: { kind: "keys", count: 1, where: "database 0" } }, {}, "the target holds 1 keys (database 0)"],
  [
    "contents that nobody saw",
    { contents: { kind: "unknown", why: "timeout" } },
    {},
    "whether the target is empty is not proven: timeout",
  ],
  ["no probe", {}, { "probe.mode": "none" }, "probe.mode is none: no server is asked, and none written to"],
])("%s: nothing is written, and why is said", async (_, diagnosis, changes, refused) => {
  expect(await probed(diagnosis, changes)).toStrictEqual({ refused, asked: [], codes: [] });
});
