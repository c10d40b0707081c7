// All servers that this emulator runs, by name.
import { rm } from "node:fs/promises";
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
  /** Of a server on this address. */
  readonly directives: (address: string) => readonly string[];
  readonly credentials?: Credentials;
  /** Told when the server ends without having been asked to. */
  readonly onDeath: (how: string) => void;
}

export interface Fleet {
  start(order: FleetOrder): Promise<FleetServer>;
  /** Ends a server and starts it anew with other directives: name, address, directory and its files stay. No death. */
  restart(name: string, directives: readonly string[]): Promise<void>;
  /** Starts one that is dead anew: as it was ordered, or otherwise; with what it last saved, or with nothing. */
  revive(name: string, how: Revival): Promise<void>;
  stop(name: string): Promise<void>;
  /** Ends a server's process as a crash would. */
  kill(name: string): boolean;
  get(name: string): FleetServer | undefined;
  /** What a server has logged so far. */
  logOf(name: string): Promise<string>;
  list(): readonly FleetServer[];
  close(): Promise<void>;
}

export interface Revival {
  /** Of another version from now on. */
  readonly program?: string | undefined;
  readonly directives?: readonly string[];
  readonly keepsData: boolean;
}

interface Entry {
  server: FleetServer;
  running: ServerProcess;
  order: FleetOrder;
  readonly directory: string;
  stopping: boolean;
  /** Of the last restart; it never rejects. A stop waits for it, as what it starts has to be ended too. */
  restarted: Promise<unknown>;
  /** Set once it has been told to stop for good. */
  stopped: Promise<void> | undefined;
  /** Killed while it was being restarted: it dies as soon as it runs. */
  doomed: boolean;
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
    try {
      const running = await launch(order, address, directory, order.directives(address));
      const { name, port, credentials } = order;
      const server: FleetServer = { name, address, port, credentials, state: { is: "running", pid: running.pid } };
      const entry: Entry = {
        server,
        running,
        order,
        directory,
        stopping: false,
        restarted: Promise.resolve(),
        stopped: undefined,
        doomed: false,
      };
      entries.set(name, entry);
      watch(entry);
      return server;
    } catch (error) {
      block.giveBack(address);
      names.delete(order.name);
      throw error;
    }
  }

  function launch(order: FleetOrder, address: string, directory: string, directives: readonly string[]) {
    const { name, port, program, credentials } = order;
    return startServer({ name, program, address, port, directives, directory, credentials, signal });
  }

  function watch(entry: Entry): void {
    const { running } = entry;
    void running.ended.then((how) => {
      if (!entry.stopping) noteDeath(entry, how);
    });
  }

  function noteDeath(entry: Entry, how: string): void {
    entry.server = { ...entry.server, state: { is: "dead", how } };
    entry.order.onDeath(how);
  }

  async function restart(name: string, directives: readonly string[]): Promise<void> {
    const entry = entries.get(name);
    if (entry?.server.state.is !== "running" || entry.stopping) throw new Error(`The server ${name} does not run.`);
    entry.stopping = true;
    const restarting = startAnew(entry, directives);
    entry.restarted = restarting.catch(() => undefined); // whoever asked for it is told
    await restarting;
  }

  async function revive(name: string, { program, directives, keepsData }: Revival): Promise<void> {
    const entry = entries.get(name);
    if (entry?.server.state.is !== "dead" || entry.stopping) throw new Error(`The server ${name} is not dead.`);
    entry.stopping = true;
    if (program !== undefined) entry.order = { ...entry.order, program };
    const reviving = (async () => {
      // Its data is in this file, where it was told to save it.
      if (!keepsData) await rm(join(entry.directory, "dump.rdb"), { force: true });
      await startAnew(entry, directives ?? entry.order.directives(entry.server.address));
    })();
    entry.restarted = reviving.catch(() => undefined); // whoever asked for it is told
    await reviving;
  }

  async function startAnew(entry: Entry, directives: readonly string[]): Promise<void> {
    const { name } = entry.order;
    const isStopped = () => entry.stopped !== undefined;
    await entry.running.stop();
    if (isStopped()) throw new Error(`The server ${name} was stopped while it was restarted.`);
    try {
      entry.running = await launch(entry.order, entry.server.address, entry.directory, directives);
    } catch (error) {
      // With the emulator's end nothing has died, nor with its own.
      if (!signal.aborted && !isStopped()) {
        noteDeath(entry, error instanceof Error ? error.message : String(error));
      }
      throw error;
    }
    entry.server = { ...entry.server, state: { is: "running", pid: entry.running.pid } };
    if (isStopped()) return;
    entry.stopping = false;
    watch(entry);
    if (entry.doomed) kill(name);
  }

  async function stop(name: string): Promise<void> {
    const entry = entries.get(name);
    if (entry === undefined) return;
    entry.stopped ??= end(entry);
    await entry.stopped;
  }

  async function end(entry: Entry): Promise<void> {
    entry.stopping = true;
    await entry.restarted;
    await entry.running.stop();
    entries.delete(entry.order.name);
    names.delete(entry.order.name);
    block.giveBack(entry.server.address);
  }

  function kill(name: string): boolean {
    const entry = entries.get(name);
    if (entry?.server.state.is !== "running") return false;
    if (entry.stopping) entry.doomed = true;
    else process.kill(entry.server.state.pid, "SIGKILL");
    return true;
  }

  /** The end of the fleet waits for it. */
  function kept<Result>(work: Promise<Result>): Promise<Result> {
    starting.add(work);
    const done = () => void starting.delete(work);
    work.then(done, done);
    return work;
  }

  return {
    start: (order) => kept(start(order)),
    restart: (name, directives) => kept(restart(name, directives)),
    revive: (name, how) => kept(revive(name, how)),
    stop,
    kill,
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
