// A short RESP conversation with a server that the emulator runs.
import { once } from "node:events";
import { Redis } from "ioredis";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface ConnectionTarget {
  readonly address: string;
  readonly port: number;
  readonly credentials: Credentials | undefined;
}

export interface Connection {
  call(command: string, ...args: readonly (string | number)[]): Promise<unknown>;
  close(): void;
}

const connectLimitMs = 2_000;
const commandLimitMs = 5_000;

export interface Patience {
  /** For a command that takes as long as a server's data is large. */
  readonly commandLimitMs: number;
  /** Ends the waiting before that. */
  readonly signal: AbortSignal;
}

/** No retries and no queue: whoever calls knows what to do about a server that does not answer. */
export async function openConnection(
  { address, port, credentials }: ConnectionTarget,
  patience?: Patience,
): Promise<Connection> {
  const redis = new Redis({
    host: address,
    port,
    ...credentials,
    lazyConnect: true,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: connectLimitMs,
    commandTimeout: patience?.commandLimitMs ?? commandLimitMs,
  });
  redis.on("error", () => {
    // Every failure also rejects the call that met it; without a listener it would be printed a second time.
  });
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  if (patience === undefined) {
    return { call: (command, ...args) => redis.call(command, ...args), close: () => redis.disconnect() };
  }
  const over = new AbortController();
  // A server that is busy with a command does not notice that its connection is closed.
  const ended = once(patience.signal, "abort", { signal: over.signal }).then(() => patience.signal.throwIfAborted());
  ended.catch(() => undefined); // whoever waits for an answer is told
  return {
    async call(command, ...args) {
      patience.signal.throwIfAborted();
      return Promise.race([redis.call(command, ...args), ended]);
    },
    close() {
      over.abort();
      redis.disconnect();
    },
  };
}

/** Opens a connection, lets `work` use it and closes it, whatever happens. */
export async function converse<Result>(
  target: ConnectionTarget,
  work: (connection: Connection) => Promise<Result>,
  patience?: Patience,
): Promise<Result> {
  const connection = await openConnection(target, patience);
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}
