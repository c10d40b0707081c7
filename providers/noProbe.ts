// The Redis side of the core's ports without a probe: nobody may ask it anything, so no connection can be opened.
import type { RedisPort } from "../migration/ports.ts";

export function noProbe(): RedisPort {
  const refuse = (): never => {
    throw new Error("a server was about to be asked although probe.mode is none: a defect of this program");
  };
  return {
    observe: refuse,
    topology: refuse,
    source: refuse,
    restoreProbe: refuse,
    contents: refuse,
    close: () => undefined,
  };
}
