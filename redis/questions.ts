// Questions that a server may refuse: an error reply is an answer too, and is kept; a lost connection is not.
import type { Redis } from "ioredis";
import type { RefusedQuestion } from "../migration/sourceReading.ts";

export class Questions {
  readonly refused: RefusedQuestion[] = [];
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /**
   * @param name what the question is called where it is told of as refused
   * @returns undefined when it is refused. Rejects when the connection is lost.
   */
  async ask(name: string, command: string, ...rest: readonly string[]): Promise<unknown> {
    try {
      return await this.#redis.call(command, ...rest);
    } catch (error) {
      if (!isReply(error)) throw error;
      if (this.refused.every((one) => one.command !== name))
        this.refused.push({ command: name, reason: error.message });
      return undefined;
    }
  }

  /** The same, for an answer that is text. */
  async text(name: string, command: string, ...rest: readonly string[]): Promise<string | undefined> {
    const reply = await this.ask(name, command, ...rest);
    return typeof reply === "string" ? reply : undefined;
  }
}

export function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError";
}
