// The settings of a peered stack with some keys changed, for the tests of the emulated cloud's parts.
import { parse } from "yaml";
import { settingsOf } from "../../../rehearsal/stackFile.ts";
import type { Settings } from "../../../settings.ts";
import { hostileStack } from "../sandbox/hostileStack.ts";

const namespace = "elasticache-online-migration";
type Part = Readonly<Record<string, unknown>>;

export interface Changes {
  readonly source?: Part;
  readonly target?: Part;
  readonly network?: Part;
  readonly application?: Part;
  readonly stage?: string;
}

const given = (parse(hostileStack) as { config: Record<string, Part> }).config;

/** Parts are merged key by key; the stage replaces the other. */
export function settingsWith(changes: Changes = {}): Settings {
  const config = Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const change = changes[key.slice(namespace.length + 1) as keyof Changes];
      if (change === undefined) return [key, value];
      return [key, typeof change === "string" ? change : { ...value, ...change }];
    }),
  );
  return settingsOf(config);
}
