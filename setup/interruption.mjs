// When the run has to end early: a signal, or the npm process above being gone.
import { constants } from "node:os";

const controller = new AbortController();

/** Aborted as soon as the run has to end; its reason is an Interruption. */
export const interruption = controller.signal;

export class Interruption extends Error {
  /** @override @type {string} */
  name = "Interruption";

  /**
   * @param {string} because
   * @param {NodeJS.Signals} signal
   */
  constructor(because, signal) {
    super(because);
    this.signal = signal;
    /** What a shell reports of a process that died of this signal. */
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** @param {Interruption} reason */
export function interrupt(reason) {
  controller.abort(reason);
}

/**
 * Every further signal is handed to `onSignal`; the first one also aborts `interruption`.
 * @param {(signal: NodeJS.Signals) => void} onSignal
 */
export function listenForSignals(onSignal) {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => {
      interrupt(new Interruption(`ended by ${signal}`, signal));
      onSignal(signal);
    });
  }
}
