// The fault matrix: AWS's events and statuses are late, lost, or somebody else's, to the real provider process.
import { afterAll, beforeAll, it, vi } from "vitest";
import { startCloud, type TestCloud } from "../cloud.ts";
import { eventRows } from "./eventRows.ts";
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

for (const row of eventRows) it(row.name, () => play(row, cloud));
