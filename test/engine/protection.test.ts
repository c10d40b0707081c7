// Protection and its end under the real engine: no replacement of a group, no destroy without an earlier consent, and with
// it a destroy that leaves nothing of the stack and all of the source.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Operation } from "../../rehearsal/engine.ts";
import { picture, touched } from "./picture.ts";
import { startStand, testTimeoutMs, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: testTimeoutMs, hookTimeout: testTimeoutMs });

let stand: Stand;
/** Before the stack made anything. */
let bare: object;
beforeAll(async () => {
  stand = await startStand();
  bare = await picture(stand);
  const source = await stand.redis(stand.source);
  await source.mset({ greeting: "hello", number: "7" });
  expect(await stand.engine.up()).toMatchObject({ ok: true });
});
afterAll(async () => {
  await stand.stop();
});

const words = (errors: readonly string[]) => errors.join("\n");
const now = async () => ({ picture: await picture(stand), changes: await stand.changes(), acts: await stand.acts() });

describe("a replacement of the group is refused by the name of the key, while everything else may be edited,", () => {
  const replacing: (readonly [key: string, edits: readonly (readonly [string, unknown])[]])[] = [
    ["target.port", [["target.port", 6390]]],
    [
      "target.engine",
      [
        ["target.engine", "valkey"],
        ["target.engineVersion", "8.0"],
      ],
    ],
    ["target.vpcId", [["target.vpcId", "vpc-0a1b2c3d4e5f60009"]]],
    ["source.databases", [["source.databases", 32]]],
    ["target.atRest.enabled", [["target.atRest.enabled", true]]],
    [
      "target.slots",
      [
        ["source.clusterMode", "enabled"],
        ["source.databases", undefined],
        ["source.shards", 2],
        ["target.slots", ["0-8191", "8192-16383"]],
      ],
    ],
  ];

  /** Does something with a changed stack config, and puts that back. */
  async function edited(edits: readonly (readonly [string, unknown])[], operation: () => Promise<Operation>) {
    const { engine } = stand;
    const before = await now();
    const accepted = edits.map(([key]) => [key, engine.getConfig(key)] as const);
    for (const [key, value] of edits) engine.setConfig(key, value);
    const { ok, errors } = await operation();
    for (const [key, value] of accepted) engine.setConfig(key, value);
    expect(ok).toBe(false);
    expect(await now()).toStrictEqual(before);
    return words(errors);
  }
  const named = (message: string) =>
    /^The change edits (?<keys>.*), which AWS takes only when the group is created\.$/m
      .exec(message)
      ?.groups?.["keys"]?.split(", ");

  it.each(replacing)("%s, in a preview", async (key, edits) => {
    expect(named(await edited(edits, () => stand.engine.preview()))).toContain(key);
  });

  it("all that go together, in an up --skip-preview", async () => {
    const together = replacing.filter(([key]) => key !== "target.slots");
    const message = await edited(
      together.flatMap(([, edits]) => edits),
      () => stand.engine.up(),
    );
    expect(named(message)).toEqual(expect.arrayContaining(together.map(([key]) => key)));
  });

  it("and what does not replace it is edited", async () => {
    const { engine } = stand;
    engine.setConfig("target.tags.team", "another");
    expect(touched(await engine.up())).toContain("update target-group");
    expect(await stand.inputsOf("target-group")).toMatchObject({ tags: { team: "another" } });
  });
});

it("refuses to destroy while a migration is in flight, with the way out", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "migrate");
  expect(await engine.up()).toMatchObject({ ok: true, outputs: { phase: "inSync" } });
  const before = await now();
  const protectedOnly = await engine.destroy();
  expect(protectedOnly.ok).toBe(false);
  expect(words(protectedOnly.errors)).toMatch(/protect/);
  // Each by itself, however it were to be deleted; the path must be removable.
  const kept = (await stand.resources()).filter(({ protect }) => protect).map(({ urn }) => urn.split("::").at(-1));
  expect(kept.sort()).toStrictEqual([
    "journal",
    "migration",
    "target-access",
    "target-group",
    "target-parameters",
    "target-subnets",
  ]);
  // A part of the path is not protected by itself, but what is depends on it.
  const route = (await stand.resources()).find(({ type }) => type === "aws:ec2/route:Route")?.urn ?? "";
  const ofTheRoute = await engine.destroy({ targets: [route] });
  expect(ofTheRoute.ok).toBe(false);
  expect(words(ofTheRoute.errors)).toMatch(/depend/);

  // Not even with protection gone: the consent may have been applied before the migration began.
  engine.setConfig("migration.allowDestroy", true);
  expect(await engine.up()).toMatchObject({ ok: true });
  const { ok, errors } = await engine.destroy();
  expect(ok).toBe(false);
  expect(words(errors)).toMatch(/\nDo: .*abort/);
  engine.setConfig("migration.allowDestroy", false);
  expect(await engine.up()).toMatchObject({ ok: true, outputs: { phase: "inSync" } });
  expect(await now()).toStrictEqual(before);
});

it("refuses to destroy after the abort as long as no up has applied allowDestroy", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "abort");
  expect(await engine.up()).toMatchObject({ ok: true, outputs: { reached: "abort" } });
  const before = await now();
  engine.setConfig("migration.allowDestroy", true);
  const { ok, errors } = await engine.destroy();
  expect(ok).toBe(false);
  expect(words(errors)).toMatch(/protect/);
  expect(await now()).toStrictEqual(before);
});

it("then destroys everything that the stack made, and nothing of the source", async () => {
  const { engine, source } = stand;
  expect(await engine.up()).toMatchObject({ ok: true });
  expect(await engine.destroy()).toMatchObject({ ok: true, errors: [] });
  expect(await stand.resources()).toStrictEqual([]);
  expect(await picture(stand)).toStrictEqual(bare);
  const redis = await stand.redis(source);
  expect(await redis.mget("greeting", "number")).toStrictEqual(["hello", "7"]);
  expect((await redis.role())[0]).toBe("master");
});
