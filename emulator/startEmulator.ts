// One emulator from start to end: whatever it starts, it ends.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createHttpServer, listen } from "./api/httpServer.ts";
import { createHolds } from "./api/holds.ts";
import { createInjectedFaults } from "./api/injectedFaults.ts";
import { createRequestLog } from "./api/requestLog.ts";
import { measureNodes } from "./cloudwatch/sampling.ts";
import { createCloud } from "./createCloud.ts";
import { createAddressMap } from "./servers/addressMap.ts";
import { createFleet } from "./servers/fleet.ts";
import { startInstances } from "./servers/instances.ts";
import { claimLoopbackBlock } from "./servers/loopbackBlock.ts";
import type { World } from "./world.ts";

export interface EmulatorOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly world: World | undefined;
  /** Addresses of the emulated network and where they are on this machine. */
  readonly map: ReadonlyMap<string, string>;
  /** Where the servers' working directories go and stay. Without it a temporary place, removed at the end. */
  readonly dataDirectory: string | undefined;
  /** Ends a start that is still under way. */
  readonly signal?: AbortSignal;
  readonly report: (message: string) => void;
}

export interface Emulator {
  readonly url: string;
  close(): Promise<void>;
}

export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const ending = new AbortController();
  const endings: (() => Promise<unknown>)[] = [];
  const close = async () => {
    ending.abort(new Error("The emulator ends."));
    // In the order opposite to the start; one that fails must not keep the others from ending.
    const failures: unknown[] = [];
    for (const end of endings.splice(0).reverse()) await end().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw new AggregateError(failures, "The emulator did not end cleanly.");
  };
  const stopStarting = () => ending.abort(new Error("The emulator was ended while it started."));
  options.signal?.addEventListener("abort", stopStarting, { once: true });
  try {
    const dataDirectory = await dataDirectoryFor(options.dataDirectory, endings);
    const block = await claimLoopbackBlock();
    endings.push(() => block.release());
    const fleet = createFleet(block, dataDirectory, ending.signal);
    endings.push(() => fleet.close());
    const addresses = createAddressMap(options.map);
    const { world, report } = options;
    const cloud = createCloud({ world, fleet, addresses, signal: ending.signal, report });
    endings.push(() => cloud.settled());

    let isReady = () => {};
    const ready = new Promise<void>((resolve) => (isReady = resolve));
    const server = createHttpServer(
      { cloud, log: createRequestLog(), faults: createInjectedFaults(), holds: createHolds(ending.signal) },
      addresses,
      ready,
    );
    // Listening comes first: a port that is in use is known before any server has been started.
    const port = await listen(server, options.port);
    endings.push(async () => {
      const closed = new Promise((done) => server.close(done));
      // Clients keep their connections open; the emulator does not wait for them.
      server.closeAllConnections();
      await closed;
    });
    if (world !== undefined) await startInstances(world, cloud, addresses);
    void cloud.background("the measuring of nodes", () => measureNodes(cloud));
    isReady();
    return { url: `http://127.0.0.1:${port}`, close };
  } catch (error) {
    await close();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", stopStarting);
  }
}

async function dataDirectoryFor(given: string | undefined, endings: (() => Promise<unknown>)[]): Promise<string> {
  if (given !== undefined) {
    await mkdir(resolve(given), { recursive: true });
    return mkdtemp(join(resolve(given), "emulator-"));
  }
  const directory = await mkdtemp(join(tmpdir(), "elasticache-emulator-"));
  endings.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
