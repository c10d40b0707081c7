// One set-up at a time in one checkout.
//
// The lock is a name in the kernel (an abstract socket), not a file: it vanishes with its holder however that dies,
// so there is no stale lock to recognise. Whoever waits holds a connection, and its end is the word that it is free.
import { createHash } from "node:crypto";
import { connect, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { SetupFailure } from "./failure.mjs";
import { interruption } from "./interruption.mjs";
import { say } from "./say.mjs";

/** Longer than a whole set-up from nothing: npm packages, a download that stalls, then a build. */
const waitBoundMs = 30 * 60_000;

/**
 * @template T
 * @param {string} directory the checkout
 * @param {() => Promise<T>} work
 * @param {number} [boundMs]
 * @returns {Promise<T>}
 */
export async function alone(directory, work, boundMs = waitBoundMs) {
  const release = await acquire(`\0set-up ${createHash("sha256").update(directory).digest("hex")}`, boundMs);
  try {
    return await work();
  } finally {
    release();
  }
}

/**
 * @param {string} name
 * @param {number} boundMs
 */
async function acquire(name, boundMs) {
  const untilMs = performance.now() + boundMs;
  let isSaid = false;
  for (;;) {
    const release = await tryAcquire(name);
    if (release !== undefined) return release;
    if (!isSaid) say("another set-up is at work here: waiting for it");
    isSaid = true;
    const leftMs = untilMs - performance.now();
    if (leftMs <= 0) {
      throw new SetupFailure(
        `Another set-up in this directory has not ended for ${Math.round(boundMs / 60_000)} minutes.`,
        "one set-up at a time.",
        "end the other one, then run the command again.",
      );
    }
    await untilReleased(name, leftMs);
    interruption.throwIfAborted();
  }
}

/**
 * @param {string} name
 * @returns {Promise<(() => void) | undefined>}
 */
function tryAcquire(name) {
  return new Promise((resolve, reject) => {
    /** @type {Set<import("node:net").Socket>} */
    const waiting = new Set();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => waiting.delete(socket));
      socket.unref();
    });
    server.on("error", (/** @type {NodeJS.ErrnoException} */ failure) => {
      if (failure.code === "EADDRINUSE") resolve(undefined);
      else reject(failure);
    });
    server.listen(name, () => {
      server.unref();
      resolve(() => {
        server.close();
        for (const socket of waiting) socket.destroy();
      });
    });
  });
}

/**
 * @param {string} name
 * @param {number} boundMs
 */
async function untilReleased(name, boundMs) {
  const socket = connect(name);
  const over = new Promise((resolve) => {
    socket.on("error", () => undefined);
    socket.on("close", resolve);
  });
  const bound = setTimeout(() => socket.destroy(), boundMs);
  const onInterruption = () => socket.destroy();
  interruption.addEventListener("abort", onInterruption, { once: true });
  await over;
  clearTimeout(bound);
  interruption.removeEventListener("abort", onInterruption);
  // The name is free a moment after the connection ends; without a pause a refused connect would spin.
  await delay(20);
}
