// When the migration's path goes: `network.afterMigration: remove`.
import type { Settings } from "../settings/schema.ts";

/**
 * In `operate` alone is it certain that nothing replicates over it any more. What goes: the peering made here, its routes
 * (the application's too), the source's ingress and the target's way out. Who reaches the target stays admitted.
 */
export function pathStands({ stage, network }: Pick<Settings, "stage" | "network">): boolean {
  return stage !== "operate" || network.afterMigration === "keep";
}
