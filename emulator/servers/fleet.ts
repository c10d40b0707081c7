// All servers that this emulator runs, by name.
import { join } from "node:path";
import type { Credentials } from "./connection.ts";
import type { LoopbackBlock } from "./loopbackBlock.ts";
import { readServerLog, startServer } from "./serverProcess.ts";
import type { ServerProcess } from "./serverProcess.ts";

export interface FleetServer {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly credentials: Credentials | undefined;
  readonly state:
    | { readonly is: "running"; readonly pid: number }
    /** Ended without having been asked to. */
    | { readonly is: "dead"; readonly how: string };
}

export interface FleetOrder {
  readonly name: string;
  readonly program: string;
  readonly port: number;
  readonly directives: readonly string[];
  readonly credentials?: Credentials;
  /** Told when the server ends without having been asked to. */
  readonly onDeath: (how: string) => void;
}

export interface Fleet {
  start(order: FleetOrder): Promise<FleetServer>;
  stop(name: string): Promise<void>;
  /** Ends a server's process as a crash would. */
  kill(name: string): boolean;
  get(name: string): FleetServer | undefined;
  /** What a server has logged so far. */
  logOf(name: string): Promise<string>;
  list(): readonly FleetServer[];
  close(): Promise<void>;
}

interface Entry {
  server: FleetServer;
  readonly running: ServerProcess;
  readonly directory: string;
  stopping: boolean;
}

export function createFleet(block: LoopbackBlock, dataDirectory: string, signal: AbortSignal): Fleet {
  const entries = new Map<string, Entry>();
  const names = new Set<string>();
  let startedCount = 0;
  const starting = new Set<Promise<unknown>>();

  async function start(order: FleetOrder): Promise<FleetServer> {
    if (names.has(order.name)) throw new Error(`A server named ${order.name} is running already.`);
    names.add(order.name);
    const address = block.take();
    const directory = join(dataDirectory, `${++startedCount}-${order.name.replaceAll("/", "_")}`);
    const { name, port, program, directives, credentials } = order;
    try {
      const running = await startServer({
        name,
        program,
        address,
        port,
        directives,
        directory,
        credentials,
        signal,
      });
      const server: FleetServer = { name, address, port, credentials, state: { is: "running", pid: running.pid } };
      const entry: Entry = { server, running, directory, stopping: false };
      entries.set(name, entry);
      void running.ended.then((how) => {
        if (entry.stopping) return;
        entry.server = { ...server, state: { is: "dead", how } };
        order.onDeath(how);
      });
      return server;
    } catch (error) {
      block.giveBack(address);
      names.delete(order.name);
      throw error;
    }
  }

  async function stop(name: string): Promise<void> {
    const entry = entries.get(name);
    if (entry === undefined) return;
    entry.stopping = true;
    await entry.running.stop();
    entries.delete(name);
    names.delete(name);
    block.giveBack(entry.server.address);
  }

  return {
    start(order) {
      const started = start(order);
      starting.add(started);
      const done = () => void starting.delete(started);
      started.then(done, done);
      return started;
    },
    stop,
    kill(name) {
      const entry = entries.get(name);
      if (entry?.server.state.is !== "running") return false;
      process.kill(entry.server.state.pid, "SIGKILL");
      return true;
    },
    get: (name) => entries.get(name)?.server,
    async logOf(name) {
      const directory = entries.get(name)?.directory;
      return directory === undefined ? "" : readServerLog(directory);
    },
    list: () => [...entries.values()].map(({ server }) => server),
    async close() {
      await Promise.allSettled(starting);
      await Promise.all([...entries.keys()].map(stop));
    },
  };
}
