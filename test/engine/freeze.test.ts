// The freeze under the real engine: while a migration is in flight an edit of target or path is refused by the name of its
// key, in the preview and in every kind of up, and nothing of it is changed.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Operation } from "../../rehearsal/engine.ts";
import { picture, touched } from "./picture.ts";
import { startStand, testTimeoutMs, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: testTimeoutMs, hookTimeout: testTimeoutMs });

/** Each valid by itself, so that it is the freeze that refuses it. */
const edits = [
  ["target.nodeType", "cache.m6g.xlarge"],
  ["target.tags.team", "another"],
  ["aws:defaultTags.tags.service", "another"],
  ["target.parameters.maxmemory-policy", "allkeys-lru"],
  ["target.subnetIds", ["subnet-0a1b2c3d4e5f60013", "subnet-0a1b2c3d4e5f60012"]],
  ["target.routeTableIds", ["rtb-0a1b2c3d4e5f60022", "rtb-0a1b2c3d4e5f60023"]],
  ["source.routeTableIds", ["rtb-0a1b2c3d4e5f60023"]],
  ["source.cidrs", ["10.0.0.0/16", "10.8.0.0/16"]],
  ["application.cidrs", ["10.1.80.0/20"]],
  ["application.securityGroupIds", ["sg-0a1b2c3d4e5f60033"]],
  ["network.dnsResolution", true],
] as const;

const keys = edits.map(([key]) => key);

let stand: Stand;
/** Of the stack config, key by key, as accepted. */
let accepted: ReadonlyMap<string, unknown>;
let before: { readonly picture: object; readonly changes: readonly string[]; readonly acts: readonly string[] };
const now = async () => ({
  picture: await picture(stand),
  changes: await stand.changes(),
  acts: await stand.acts(),
});

beforeAll(async () => {
  stand = await startStand();
  const { engine } = stand;
  accepted = new Map(keys.map((key) => [key, engine.getConfig(key)]));
  expect(await engine.up()).toMatchObject({ ok: true });
  engine.setConfig("stage", "migrate");
  expect(await engine.up()).toMatchObject({ ok: true, outputs: { reached: "migrate", phase: "inSync" } });
  before = await now();
});
afterAll(async () => {
  await stand.stop();
});

/** Does something with a changed stack config, and puts that back. */
async function edited(
  changes: readonly (readonly [string, unknown])[],
  operation: () => Promise<Operation>,
): Promise<string> {
  for (const [key, value] of changes) stand.engine.setConfig(key, value);
  const { ok, errors } = await operation();
  for (const [key] of changes) stand.engine.setConfig(key, accepted.get(key));
  expect(ok).toBe(false);
  return errors.join("\n");
}

const preview = () => stand.engine.preview();
const up = () => stand.engine.up();
const upWithPreview = () => stand.engine.up({ previewFirst: true });
const all = [...keys].sort().join(", ");

describe("without an edit", () => {
  it("a preview leaves everything as it is", async () => {
    const seen = await preview();
    expect(seen).toMatchObject({ ok: true, errors: [] });
    expect(touched(seen)).toStrictEqual([]);
    // What the program consists of has been looked at, one by one: sameness is not for want of a look.
    const names = Object.keys(seen.steps).map((urn) => urn.split("::").slice(3).join("::"));
    expect(names).toEqual(
      expect.arrayContaining(["journal", "target-group", "peering-connection", "path-into-source"]),
    );
  });

  it("the flip to complete is to change journal and migration alone", async () => {
    stand.engine.setConfig("stage", "complete");
    const seen = await preview();
    stand.engine.setConfig("stage", "migrate");
    expect(seen).toMatchObject({ ok: true, errors: [] });
    expect(touched(seen)).toStrictEqual(["update journal", "update migration"]);
  });
});

describe("an edit is refused by the name of its key", () => {
  it.each(edits)("%s, in a preview and in an up --skip-preview", async (key, value) => {
    for (const operation of [preview, up]) {
      expect(await edited([[key, value]], operation)).toContain(`The change edits ${key} while the stage is migrate.`);
    }
  });

  it("all of them at once, in a preview and in every kind of up", async () => {
    for (const operation of [preview, upWithPreview, up]) {
      expect(await edited(edits, operation)).toContain(`The change edits ${all} while the stage is migrate.`);
    }
  });

  it.each([
    ["complete", "a preview", preview],
    ["complete", "an up --skip-preview", up],
    ["abort", "an up --skip-preview", up],
  ] as const)("beside the flip to %s, in %s", async (stage, _what, operation) => {
    stand.engine.setConfig("stage", stage);
    const words = await edited([["target.nodeType", "cache.m6g.xlarge"]], operation);
    stand.engine.setConfig("stage", "migrate");
    expect(words).toContain(
      `The change edits target.nodeType while the same change flips the stage from migrate to ${stage}.`,
    );
  });
});

it("has left target, path and migration as they were, and the state too", async () => {
  expect(await now()).toStrictEqual(before);
  expect(await stand.status()).toBe("migrating");
  expect(touched(await preview())).toStrictEqual([]);
});
