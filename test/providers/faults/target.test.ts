// The fault matrix: a node of the target fails, or is replaced, under the real provider process.
import { afterAll, beforeAll, it, vi } from "vitest";
import { startCloud, type TestCloud } from "../cloud.ts";
import { targetRows } from "./targetRows.ts";
import { play } from "./scene.ts";

// Real processes on a machine that may be busy: a run that hangs ends by its own bounds long before.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(async () => {
  await cloud.stop();
});

for (const row of targetRows) it(row.name, () => play(row, cloud));
