// A phase in the operator's words: the same in progress lines, failures and the stack's next step.
import type { Phase } from "./phase.ts";

export function inWords(phase: Phase): string {
  switch (phase.phase) {
    case "unknown":
      return `unknown (${phase.why})`;
    case "starting":
      return `starting, waiting for ${phase.waitingFor}`;
    case "catchingUp":
      return `catching up, ${phase.lagBytes} bytes behind, waiting for ${phase.waitingFor}`;
    case "inSync":
      return `in sync, ${phase.lagBytes} bytes behind`;
    case "copying":
      return phase.totalBytes === undefined
        ? "copying"
        : `copying, ${phase.doneBytes ?? 0} of ${phase.totalBytes} bytes`;
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
