// Emulator and plugin side by side, for the tests of one file.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlugin } from "./pluginClient.ts";
import type { PluginClient, Properties } from "./pluginClient.ts";
import { projectRoot, start } from "./processes.ts";
import { region, world } from "./world.ts";

export interface Stand {
  readonly emulatorUrl: string;
  readonly plugin: PluginClient;
  /** Another provider instance of the same program: a process of its own, not configured yet. */
  another(): Promise<PluginClient>;
  stop(): Promise<void>;
}

export async function startStand(config: Properties = {}, environment: NodeJS.ProcessEnv = {}): Promise<Stand> {
  const directory = await mkdtemp(join(tmpdir(), "aws-stand-in-"));
  await writeFile(join(directory, "world.json"), JSON.stringify(world));
  const emulator = await start(process.execPath, [
    join(projectRoot, "emulator/main.ts"),
    "--world",
    join(directory, "world.json"),
  ]);
  const emulatorUrl = emulator.firstLine.replace("listening on ", "");
  const plugins: PluginClient[] = [];
  const another = async (): Promise<PluginClient> => {
    const started = await startPlugin(environment);
    plugins.push(started);
    return started;
  };
  const plugin = await another();
  await plugin.configure({ ...configuration(emulatorUrl), ...config });
  return {
    emulatorUrl,
    plugin,
    another,
    async stop() {
      for (const { running } of plugins) {
        running.child.stdin.end();
        await running.ended;
      }
      await emulator.stop();
      await rm(directory, { recursive: true });
    },
  };
}

export function configuration(url: string): Properties {
  return {
    region,
    accessKey: "stand-in",
    secretKey: "stand-in",
    endpoints: JSON.stringify([{ ec2: url, elasticache: url, sts: url }]),
    defaultTags: JSON.stringify({ tags: { service: "sessions" } }),
  };
}
