// Normal life after the migration, under the real engine: encryption in transit step by step, then a token that nobody gets
// to see, then the path taken away. The tests are one history: each begins where the one before it ended.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Operation } from "../../rehearsal/engine.ts";
import { picture, touched } from "./picture.ts";
import { groupId, startStand, testTimeoutMs, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: testTimeoutMs, hookTimeout: 2 * testTimeoutMs });

const token = "Correct-Horse-Battery-Staple-42";

let stand: Stand;
const told: Operation[] = [];
const heard = async (operation: Promise<Operation>) => {
  const seen = await operation;
  told.push(seen);
  return seen;
};
const up = () => heard(stand.engine.up());
const preview = () => heard(stand.engine.preview());
const group = async () => (await picture(stand)).groups[0];
/** Every file below a directory, as text. */
function written(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, "latin1")]));
}

const words = (errors: readonly string[]) => errors.join("\n");

/** Previewed and tried, and neither changes anything. */
async function refused(message: string): Promise<void> {
  const before = await stand.changes();
  for (const operation of [preview, up]) {
    const { ok, errors } = await operation();
    expect(ok).toBe(false);
    expect(words(errors)).toContain(message);
  }
  expect(await stand.changes()).toStrictEqual(before);
}

beforeAll(async () => {
  stand = await startStand();
  for (const stage of ["prepare", "migrate", "complete"]) {
    stand.engine.setConfig("stage", stage);
    expect(await up()).toMatchObject({ ok: true, errors: [], outputs: { reached: stage } });
  }
});
afterAll(async () => {
  await stand.stop();
});

it("refuses encryption in the change that flips to operate, as any other edit there", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "operate");
  engine.setConfig("target.tls", "preferred");
  await refused("The change edits target.tls while the same change flips the stage from complete to operate.");
  engine.setConfig("target.tls", undefined);
  const flip = await up();
  expect(flip).toMatchObject({ ok: true, errors: [], outputs: { reached: "operate" } });
  expect(touched(flip)).toStrictEqual(["update journal", "update migration"]);
});

it("refuses to require encryption at once", async () => {
  stand.engine.setConfig("target.tls", "required");
  await refused("The change takes target.tls from off to required at once.");
  expect(await group()).toMatchObject({ TransitEncryptionEnabled: false });
});

it("prefers it first, and only by an edit of the group", async () => {
  stand.engine.setConfig("target.tls", "preferred");
  const done = await up();
  expect(done).toMatchObject({ ok: true, errors: [], outputs: { reached: "operate" } });
  expect(touched(done)).toStrictEqual(["update journal", "update migration", "update target-group"]);
  expect(await group()).toMatchObject({ TransitEncryptionEnabled: true, TransitEncryptionMode: "preferred" });
});

it("refuses a token in the change that requires encryption", async () => {
  const { engine } = stand;
  engine.setConfig("target.tls", "required");
  await engine.setSecret("target.access.authToken", token);
  await refused("The change edits target.access and target.tls (preferred to required) at once.");
  engine.setConfig("target.access", undefined);
});

it("requires encryption in a second up, and takes the token in a third", async () => {
  expect(await up()).toMatchObject({ ok: true, errors: [] });
  expect(await group()).toMatchObject({ TransitEncryptionMode: "required", AuthTokenEnabled: false });
  await stand.engine.setSecret("target.access.authToken", token);
  const done = await up();
  expect(done).toMatchObject({ ok: true, errors: [] });
  expect(touched(done)).toStrictEqual(["update journal", "update migration", "update target-group"]);
  expect(await group()).toMatchObject({ TransitEncryptionMode: "required", AuthTokenEnabled: true });
});

it("shows the token nowhere: not in the state, not in what was printed, not in the calls' log", async () => {
  told.push(await stand.engine.refresh());
  expect(touched(await preview())).toStrictEqual([]);
  const shown = {
    printed: `${stand.said()}\n${JSON.stringify(told)}`,
    calls: JSON.stringify(await stand.emulator.log()),
    outputs: JSON.stringify(await stand.engine.outputs()),
    // State, its backups and history, stack config, temporary files: whatever the operations wrote.
    ...written(stand.run.path),
  };
  // Looked for where it would be: the call with the token is in the log, and the state knows the group and a secret of it.
  expect(shown.calls).toContain('"AuthToken":"(hidden)"');
  expect(shown.printed).toContain("target-group");
  expect(Object.keys(shown).filter((path) => /\.pulumi\/stacks\/.*dev\.json$/.test(path))).toHaveLength(1);
  const forms = [token, Buffer.from(token).toString("base64"), Buffer.from(token).toString("hex")];
  const found = Object.entries(shown).filter(([, text]) => forms.some((form) => text.includes(form)));
  expect(found.map(([where]) => where)).toStrictEqual([]);
});

it("takes the path away when it is told to, and the application keeps its access", async () => {
  const { engine, emulator } = stand;
  engine.setConfig("network.afterMigration", "remove");
  const done = await up();
  expect(done).toMatchObject({ ok: true, errors: [], outputs: { reached: "operate" } });
  expect(touched(done)).toStrictEqual([
    "delete path-into-source",
    "delete path-to-source-10.0.0.0/16",
    "delete peering-connection",
    "delete peering-to-source-rtb-0a1b2c3d4e5f60022-10.0.0.0/16",
    "delete peering-to-target-rtb-0a1b2c3d4e5f60021-10.1.0.0/16",
    "update journal",
    "update migration",
  ]);
  const left = await picture(stand);
  expect(left.peerings).toStrictEqual([]);
  const routes = left.routeTables.flatMap(({ Routes = [] }) => Routes);
  expect(routes.filter(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId !== undefined)).toStrictEqual([]);
  const intoSource = left.rules.filter(({ GroupId, IsEgress }) => GroupId === "sg-0a1b2c3d4e5f60031" && !IsEgress);
  expect(intoSource).toStrictEqual([]);
  for (const from of [{ securityGroupId: "sg-0a1b2c3d4e5f60032" }, { cidr: "10.1.64.0/20" }]) {
    expect(await emulator.reach(from, groupId)).toMatchObject([{ ok: true }, { ok: true }]);
  }
  expect(touched(await preview())).toStrictEqual([]);
});
