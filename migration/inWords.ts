// A phase in the operator's words: the same in progress lines, failures and the stack's next step.
import type { Copying } from "./copying.ts";
import type { Phase } from "./phase.ts";

export function inWords(phase: Phase): string {
  switch (phase.phase) {
    case "unknown":
      return `unknown (${phase.why})`;
    case "starting":
      return `starting, waiting for ${phase.waitingFor}`;
    case "catchingUp":
      return `catching up, ${behindInWords(phase.lagBytes)}, waiting for ${phase.waitingFor}`;
    case "inSync":
      return `in sync, ${behindInWords(phase.lagBytes)}`;
    case "copying":
      return `copying (${phase.part})${amount(phase)}`;
    case "broken":
      return `broken (${phase.why})`;
    case "notStarted":
      return `not started (${phase.status})`;
    case "completing":
    case "aborting":
      return phase.phase;
    case "done":
    case "aborted":
    case "fellBack":
      return `${phase.phase} (${phase.evidence})`;
  }
}

function amount({ part, done, total }: Copying): string {
  const unit = part === "transfer" ? "bytes" : "keys";
  if (total !== undefined) return `, ${done ?? 0} of ${total} ${unit}`;
  return done === undefined ? "" : `, ${done} ${unit}`;
}

/** Without a probe the lag is not measured, and nothing is said in its place. */
export function behindInWords(lagBytes: number | undefined): string {
  return lagBytes === undefined ? "by CloudWatch, which tells no lag in bytes" : `${lagBytes} bytes behind`;
}
