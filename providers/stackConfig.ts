// The stack's configuration as the engine gives it to the provider process: set once, before anything else is called.
import type { ConfigReader } from "./awsAccess.ts";
import { endWithEngine } from "./engineGone.ts";

let reader: ConfigReader | undefined;

/** The `configure` of every stub in this process. Objects arrive as JSON texts. */
export function configure(request: { readonly config: { readonly get: (key: string) => string | undefined } }): void {
  const { config } = request;
  reader = (key) => config.get(key);
  endWithEngine();
}

export function stackConfig(): ConfigReader {
  if (reader === undefined) throw new Error("the provider was called before it was configured");
  return reader;
}
