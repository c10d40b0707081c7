// One connection per server, opened when needed, dropped on the first error: a control connection never retries a
// command behind the caller's back.
import { Redis } from "ioredis";

const connectWithinMs = 3_000;
const answerWithinMs = 5_000;

export class Connections {
  readonly #addresses: Readonly<Record<string, string>>;
  readonly #open = new Map<string, Redis>();

  /** @param addresses AWS-side `host:port` -> `host:port` as this machine reaches it */
  constructor(addresses: Readonly<Record<string, string>>) {
    this.#addresses = addresses;
  }

  /** Runs one exchange with a server. Rejects with the server's or the network's own error. */
  async with<T>(address: string, exchange: (redis: Redis) => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const redis = this.#open.get(address) ?? (await this.#connect(address));
    try {
      return await exchange(redis);
    } catch (error) {
      this.#drop(address);
      throw error;
    }
  }

  /** Where a server is on this machine's side. */
  reached(address: string): string {
    return this.#addresses[address] ?? address;
  }

  close(): void {
    for (const address of [...this.#open.keys()]) this.#drop(address);
  }

  async #connect(address: string): Promise<Redis> {
    const [host = "", port = ""] = this.reached(address).split(":");
    const redis = new Redis({
      host,
      port: Number(port),
      lazyConnect: true,
      enableReadyCheck: false,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      connectTimeout: connectWithinMs,
      commandTimeout: answerWithinMs,
      retryStrategy: () => null,
      // Nothing is sent that was not asked for: every server since 2.8.21 understands what remains, and a refusal that
      // comes before any command (protected mode) is the answer to ours.
      protocol: 2,
      disableClientInfo: true,
    });
    let cause: Error | undefined;
    redis.on("error", (error: Error) => (cause = error)); // told by the rejected call; unheard it would end the process
    redis.on("end", () => {
      // A later connection to the same server may have taken its place already.
      if (this.#open.get(address) === redis) this.#open.delete(address);
    });
    try {
      await redis.connect();
    } catch (error) {
      redis.disconnect();
      throw cause ?? error;
    }
    this.#open.set(address, redis);
    return redis;
  }

  #drop(address: string): void {
    this.#open.get(address)?.disconnect();
    this.#open.delete(address);
  }
}
