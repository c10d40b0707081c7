// What a server's program says of itself.
import { learn } from "./notes.mjs";
import { runStep } from "./step.mjs";

const answerBoundMs = 10_000;

/**
 * The first line of `--version`, "Valkey server v=9.1.2 sha=..."; what went wrong instead, when it does not run.
 * @param {string} path
 */
export async function askVersion(path) {
  const { ok, why, output } = await runStep([path, "--version"], { boundMs: answerBoundMs, argv0: "redis-server" });
  return ok ? (output.trim().split("\n")[0] ?? "") : why;
}

/**
 * The same, without running it again as long as the file has not changed; empty when it does not run.
 * @param {string} path
 */
export async function knownVersion(path) {
  const learned = await learn(path, "engine and version", async () => {
    const answer = await askVersion(path);
    return answer.includes(" server v=") ? answer : undefined;
  });
  return learned ?? "";
}
