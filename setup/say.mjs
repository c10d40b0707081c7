// How the set-up speaks: one line per step on stderr, so that stdout stays the command's own and can be piped.

/** @param {string} text */
export function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

/**
 * Runs one step and says what it did and how long that took. A long step is announced first, on the same line, so
 * that nobody looks at a silent terminal.
 * @template T
 * @param {string} what e.g. "npm packages"
 * @param {string} doing e.g. "installing"
 * @param {() => Promise<{ done: string, value: T }>} step
 * @returns {Promise<T>}
 */
export async function sayStep(what, doing, step) {
  const startedAtMs = performance.now();
  process.stderr.write(`set-up: ${what}: ${doing} ... `);
  try {
    const { done, value } = await step();
    process.stderr.write(`${done} (${seconds(performance.now() - startedAtMs)})\n`);
    return value;
  } catch (failure) {
    process.stderr.write(`not done (${seconds(performance.now() - startedAtMs)})\n`);
    throw failure;
  }
}

/** @param {number} durationMs */
function seconds(durationMs) {
  return durationMs < 9_950 ? `${(durationMs / 1000).toFixed(1)} s` : `${Math.round(durationMs / 1000)} s`;
}
