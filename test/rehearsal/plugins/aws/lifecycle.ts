// A resource through check and create, as the engine does it, for tests that go on from there.
import type { PluginClient, Properties } from "./pluginClient.ts";

export interface Made {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export async function make(plugin: PluginClient, token: string, news: Properties): Promise<Made> {
  const inputs = await checked(plugin, token, news);
  const { id, outputs } = await plugin.create(token, inputs);
  return { id, inputs, outputs };
}

/** The inputs as `check` leaves them; a failure is the test's. */
export async function checked(
  plugin: PluginClient,
  token: string,
  news: Properties,
  olds: Properties = {},
): Promise<Properties> {
  const { inputs, failures } = await plugin.check(token, news, olds);
  if (failures.length > 0) throw new Error(failures.join("\n"));
  return inputs;
}

/** Check, and update with what came of it. */
export async function change(plugin: PluginClient, token: string, made: Made, news: Properties): Promise<Made> {
  const inputs = await checked(plugin, token, news, made.inputs);
  return { id: made.id, inputs, outputs: await plugin.update(token, made.id, made, inputs) };
}

/** What a refresh would find: "gone", or the outputs and inputs as they are now. */
export async function refreshed(plugin: PluginClient, token: string, made: Made): Promise<Made | "gone"> {
  const { id, inputs, outputs } = await plugin.read(token, made.id, made.inputs, made.outputs);
  return id === "" ? "gone" : { id, inputs, outputs };
}
