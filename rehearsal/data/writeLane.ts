// The writer's connection to one database of one server: sends, notices who answers, starts anew when nobody does.
import { Redis } from "ioredis";
import type { Address, Command } from "./connection.ts";

export interface WriteLaneOptions {
  readonly address: Address;
  readonly database: number;
  /** A write without a reply for this long counts as not acknowledged, and its connection is given up. */
  readonly replyLimitMs: number;
  readonly onAcknowledged: (sequence: number) => void;
  /** Refused by the server, or without an answer: then it may have been executed all the same. */
  readonly onRefused: (message: string) => void;
}

export interface SequencedWrite {
  readonly sequence: number;
  readonly command: Command;
}

export interface WriteLane {
  /** All of them, in this order, once. Without a connection they are refused at once. */
  send(writes: readonly SequencedWrite[], atMs: number): void;
  /** Gives the connection up if the oldest write waits for too long. To be called regularly. */
  expire(atMs: number): void;
  /** Connected, to the right database. */
  readonly usable: boolean;
  readonly inFlight: number;
  close(): void;
}

const reconnectAfterMs = 50;

/** The writes of one `send`, as long as some of them wait for their replies. */
interface Batch {
  readonly sentAtMs: number;
  waiting: number;
}

export function openWriteLane(options: WriteLaneOptions): WriteLane {
  const { address, replyLimitMs, onAcknowledged, onRefused } = options;
  let whyNotConnected = `no connection to ${address.host}:${address.port} yet`;
  let batches: Batch[] = [];
  let usable = false;
  let redis = open();

  function open(): Redis {
    const opened = openRedis(options);
    opened.on("error", (error: Error) => (whyNotConnected = error.message));
    opened.on("close", () => {
      if (opened === redis) usable = false;
    });
    opened.on("ready", () => {
      // Chosen here and not by an option: a write must never land in another database because this was refused.
      opened.call("SELECT", String(options.database)).then(
        () => (usable = opened === redis),
        (error: unknown) => {
          whyNotConnected = String(error);
          opened.disconnect(true);
        },
      );
    });
    return opened;
  }

  return {
    get usable() {
      return usable;
    },
    get inFlight() {
      return batches.reduce((sum, { waiting }) => sum + waiting, 0);
    },
    send(writes, atMs) {
      if (writes.length === 0) return;
      if (!usable) {
        for (let count = writes.length; count > 0; count--) onRefused(whyNotConnected);
        return;
      }
      const batch: Batch = { sentAtMs: atMs, waiting: writes.length };
      batches.push(batch);
      const pipeline = redis.pipeline();
      for (const { sequence, command } of writes) {
        const [name, ...args] = command;
        pipeline.call(name, args, (error) => {
          // Given up meanwhile, and counted then: a reply after the limit is too late for whoever waited for it.
          if (batch.waiting === 0) return;
          batch.waiting -= 1;
          if (!error) onAcknowledged(sequence);
          else onRefused(error.name === "ReplyError" ? error.message : "the connection was lost");
        });
      }
      // Each write's own callback has its outcome; this promise does not reject and has nothing to add.
      void pipeline.exec();
    },
    expire(atMs) {
      batches = batches.filter(({ waiting }) => waiting > 0);
      const [oldest] = batches;
      if (oldest === undefined || atMs - oldest.sentAtMs <= replyLimitMs) return;
      whyNotConnected = `no reply within ${replyLimitMs} ms`;
      // Replies come in order: what was sent after the oldest write is stuck behind it.
      for (const batch of batches) {
        for (; batch.waiting > 0; batch.waiting--) onRefused(whyNotConnected);
      }
      batches = [];
      usable = false;
      const stuck = redis;
      redis = open();
      stuck.disconnect();
    },
    close() {
      usable = false;
      redis.disconnect();
    },
  };
}

function openRedis({ address, replyLimitMs }: WriteLaneOptions): Redis {
  return new Redis({
    host: address.host,
    port: address.port,
    protocol: 2,
    connectTimeout: replyLimitMs,
    retryStrategy: () => reconnectAfterMs,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    // A server that still loads refuses writes by itself, and that refusal is what shall be recorded.
    enableReadyCheck: false,
    disableClientInfo: true,
  });
}
