// A server of another version than the machine's own, for tests that are skipped, with the reason, where there is none.
import type { TestContext } from "vitest";
import { findServer, type ServerName } from "../../rehearsal/servers.ts";

/** Ends the test as skipped when the server is not here: `npm test` obtains it, a machine without Python cannot. */
export function programOf(name: ServerName, { skip }: Pick<TestContext, "skip">): string {
  const found = findServer(name);
  return found.kind === "found" ? found.program : skip(found.why);
}
