// The engine's operations, each as the Automation API does it; only an `up` has stack outputs.
import type { EngineEvent, OutputMap, Stack } from "@pulumi/pulumi/automation/index.js";

export type Verb = "up" | "preview" | "refresh" | "destroy";

export interface SharedOptions {
  readonly color: "never";
  readonly signal: AbortSignal;
  target?: string[];
  exclude?: string[];
  /** Of a refresh. */
  clearPendingCreates?: boolean;
  readonly onEvent: (event: EngineEvent) => void;
  readonly onOutput: (text: string) => void;
  readonly onError: (text: string) => void;
}

export async function perform(stack: Stack, verb: Verb, options: SharedOptions): Promise<OutputMap> {
  switch (verb) {
    case "up":
      return (await stack.up({ ...options, suppressOutputs: true })).outputs;
    case "preview":
      await stack.preview(options);
      return {};
    case "refresh":
      await stack.refresh(options);
      return {};
    case "destroy":
      await stack.destroy(options);
      return {};
  }
}
