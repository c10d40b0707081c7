// The fault matrix: the source, or what it sends, fails under the real provider process.
import { afterAll, beforeAll, it, vi } from "vitest";
import { startCloud, type TestCloud } from "../cloud.ts";
import { sourceRows } from "./sourceRows.ts";
import { play } from "./scene.ts";

// Real processes on a machine that may be busy: a run that hangs ends by its own bounds long before.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud({ standby: true });
});
afterAll(async () => {
  await cloud.stop();
});

for (const row of sourceRows) it(row.name, () => play(row, cloud));
