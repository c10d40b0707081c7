// Loopback addresses of this emulator alone: two emulators on one machine never meet.
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import type { Server } from "node:net";

/**
 * Whoever listens on this port of 127.a.b.254 owns 127.a.b.0/24. A listening socket is the claim, because the kernel
 * gives it back however the process ends.
 */
const claimPort = 16_399;
const attempts = 200;
/** Each server of an emulator has one of its own. */
export const addressesPerBlock = 250;

export interface LoopbackBlock {
  /** A free address of the block. */
  take(): string;
  giveBack(address: string): void;
  release(): Promise<void>;
}

/** `candidate` proposes the first three numbers of a block; one that is taken is followed by the next proposal. */
export async function claimLoopbackBlock(candidate: () => string = randomPrefix): Promise<LoopbackBlock> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const prefix = candidate();
    const claim = await listen(`${prefix}.254`);
    if (claim !== undefined) return blockOf(prefix, claim);
  }
  throw new Error(`No free block of loopback addresses was found in ${attempts} attempts.`);
}

function randomPrefix(): string {
  return `127.${randomInt(16, 251)}.${randomInt(0, 256)}`;
}

function blockOf(prefix: string, claim: Server): LoopbackBlock {
  const taken = new Set<string>();
  return {
    take() {
      for (let last = 1; last <= addressesPerBlock; last++) {
        const address = `${prefix}.${last}`;
        if (taken.has(address)) continue;
        taken.add(address);
        return address;
      }
      throw new Error(`All ${addressesPerBlock} loopback addresses of ${prefix}.0/24 are in use.`);
    },
    giveBack: (address) => void taken.delete(address),
    release: () =>
      new Promise((resolve) => {
        claim.close(() => resolve());
      }),
  };
}

function listen(host: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(new Error(`The loopback address ${host} cannot be listened on: ${error.message}`));
    });
    server.listen(claimPort, host, () => {
      // The claim alone must not keep the process alive.
      server.unref();
      resolve(server);
    });
  });
}
