// The lines of a refused configuration, without the namespace; none when it is taken.
import { namespace, parseSettings, SettingsError } from "../../settings.ts";

export function faults(config: Readonly<Record<string, unknown>>): string[] {
  try {
    parseSettings(config);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message
      .split("\n")
      .slice(1)
      .map((line) => line.replace(`  ${namespace}:`, ""));
  }
}
