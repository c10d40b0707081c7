// One connection to one database of one server: bounded, binary-safe, ended by an abort.
import { Redis } from "ioredis";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A command's name in capitals and its arguments. */
export type Command = readonly [name: string, ...args: (string | Buffer)[]];

export interface Connection {
  /** Sends all commands at once and gives all replies; strings in them are Buffers. The first error reply is thrown. */
  readonly run: (commands: readonly Command[]) => Promise<unknown[]>;
  /** The same, with error replies among the replies. */
  readonly attempt: (commands: readonly Command[]) => Promise<unknown[]>;
  readonly close: () => void;
}

export interface ConnectionOptions {
  readonly address: Address;
  readonly database: number;
  /** Whose server it is, for messages: "source". */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
}

const connectLimitMs = 5_000;
/** Also what a batch of large values may take on a busy machine. */
const replyLimitMs = 30_000;

/** A connection that breaks stays broken: what was in flight is unknown, and the caller is told. */
export async function connect(options: ConnectionOptions): Promise<Connection> {
  const { address, database, name, signal } = options;
  const where = `the ${name} ${address.host}:${address.port}`;
  signal?.throwIfAborted();
  const redis = new Redis({
    host: address.host,
    port: address.port,
    // RESP2 has one reply shape for every server version; maps arrive as flat lists.
    protocol: 2,
    lazyConnect: true,
    connectTimeout: connectLimitMs,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    disableClientInfo: true,
    autoResendUnfulfilledCommands: false,
  });
  let broken = "";
  redis.on("error", (error: Error) => (broken = error.message));
  const abort = () => redis.disconnect();
  signal?.addEventListener("abort", abort);
  const close = () => {
    signal?.removeEventListener("abort", abort);
    redis.disconnect();
  };

  const attempt = async (commands: readonly Command[]): Promise<unknown[]> => {
    if (commands.length === 0) return [];
    const pipeline = redis.pipeline();
    // Names in capitals: ioredis reshapes replies of commands that it knows by their small names.
    for (const [command, ...args] of commands) pipeline.callBuffer(command, args);
    const timer = setTimeout(() => {
      broken = `no reply within ${replyLimitMs / 1000} s`;
      redis.disconnect();
    }, replyLimitMs);
    const replies = await pipeline.exec();
    clearTimeout(timer);
    signal?.throwIfAborted();
    return (replies ?? []).map(([error, reply]) => {
      if (error !== null && !isErrorReply(error)) {
        throw new Error(`The connection to ${where} broke: ${broken || error.message}`);
      }
      return error ?? reply;
    });
  };

  const run = async (commands: readonly Command[]): Promise<unknown[]> => {
    const replies = await attempt(commands);
    replies.forEach((reply, at) => {
      if (!(reply instanceof Error)) return;
      const [command = "", key = ""] = commands[at] ?? [];
      throw new Error(`${command} ${printable(key)} was refused by ${where}, database ${database}: ${reply.message}`);
    });
    return replies;
  };

  try {
    await redis.connect();
  } catch (error) {
    close();
    signal?.throwIfAborted();
    throw new Error(`No connection to ${where}: ${broken || String(error)}`, { cause: error });
  }
  try {
    await run([["SELECT", String(database)]]);
  } catch (error) {
    close();
    throw error;
  }
  return { run, attempt, close };
}

/** An answer of the server that says no, as against a connection that ended. */
function isErrorReply(error: Error): boolean {
  return error.name === "ReplyError";
}

/** Bytes as a person can read and type them: printable ASCII as it is, the rest as \xNN. */
export function printable(bytes: string | Buffer): string {
  return Buffer.from(bytes)
    .toString("latin1")
    .replaceAll("\\", "\\\\")
    .replaceAll(/[^\x20-\x7e]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
