// The emulated AWS of a stack config, without an engine: what a rehearsal finds before its first `up`.
import { rmSync } from "node:fs";
import { emulatedAws, type EmulatedAws } from "../../rehearsal/emulatedAws.ts";
import { startEmulator, type Emulator } from "../../rehearsal/emulatorProcess.ts";
import { projectRoot } from "../../rehearsal/rehearsal.ts";
import { createRunDirectory } from "../../rehearsal/runDirectory.ts";
import { regionOf, type StackFile } from "../../rehearsal/stackFile.ts";
import { worldOf } from "../../rehearsal/world.ts";

export interface WorldStand {
  readonly emulator: Emulator;
  readonly aws: EmulatedAws;
  end(): Promise<void>;
}

export async function startWorld({ settings, config }: StackFile): Promise<WorldStand> {
  const region = regionOf(config);
  const run = createRunDirectory(projectRoot);
  const world = worldOf({ settings, region, sourceProgram: "redis-server", targetProgram: "redis-server" });
  const remove = () => rmSync(run.path, { recursive: true, force: true, maxRetries: 5 });
  try {
    const signal = AbortSignal.timeout(60_000);
    const emulator = await startEmulator({ root: projectRoot, run, world, mayOutlive: false, signal });
    const { accountId, region: sourceRegion } = settings.source;
    const identity = { sourceRegion, hasSourceAccount: accountId !== undefined };
    const aws = emulatedAws({ endpoint: emulator.endpoint, region, ...identity });
    const end = async () => {
      aws.end();
      await emulator.end();
      remove();
    };
    return { emulator, aws, end };
  } catch (error) {
    remove();
    throw error;
  }
}
