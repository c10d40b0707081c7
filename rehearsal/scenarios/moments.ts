// When something happens: what is set up so that the moment lasts, how it is known to have come, and how it is undone.
import { connect, type Connection } from "../data/connection.ts";
import { RehearsalError } from "../failure.ts";
import type { Rehearsal } from "../rehearsal.ts";
import { pendingOperations } from "../stateFile.ts";
import type { Moment } from "./scenario.ts";

export type Stage = Pick<Rehearsal, "engine" | "emulator" | "run" | "sourceShards" | "signal">;

export interface Armed {
  /** @param said what program and providers have printed since the `up` began */
  readonly hasCome: (said: readonly string[]) => Promise<boolean>;
  readonly undo: () => Promise<void>;
}

/** How long the target is watched, so that something can happen meanwhile. */
export const watchSeconds = 20;

const shortestPauseUs = 50;

/** @param lastsMs how long what is made to last does so */
export async function arm(moment: Moment, lastsMs: number, stage: Stage): Promise<Armed> {
  const { engine, emulator } = stage;
  switch (moment.is) {
    case "held": {
      const { action, when } = moment;
      const hold = () => emulator.setFaults([{ action, kind: "hold", when }]);
      await hold();
      return { hasCome: () => isHeld(moment, hold, stage), undo: () => emulator.setFaults([]) };
    }
    case "watching": {
      const path = "migration.inSyncForSeconds";
      const usual = engine.getConfig(path);
      engine.setConfig(path, watchSeconds);
      return {
        hasCome: (said) => Promise.resolve(said.some((line) => line.includes(`to stay in sync for ${watchSeconds} s`))),
        undo: () => {
          engine.setConfig(path, usual);
          return Promise.resolve();
        },
      };
    }
    case "lasting":
      switch (moment.what) {
        case "starting":
          return await slowed("startModifyingMs", lastsMs, "StartMigration", stage);
        case "completing":
          return await slowed("completeMs", lastsMs, "CompleteMigration", stage);
        case "copying":
          return await slowCopy(lastsMs, stage);
      }
  }
}

async function isHeld(moment: Moment & { is: "held" }, hold: () => Promise<void>, stage: Stage): Promise<boolean> {
  if ((await stage.emulator.held()).length === 0) return false;
  if (moment.whileWriting === undefined) return true;
  const pending = pendingOperations(stage.run.path);
  if (pending === undefined) return false;
  if (pending.some(({ urn }) => urn.includes(`elasticache:${moment.whileWriting}::`))) return true;
  await hold(); // somebody else's question: it goes on, and the next one is held
  return false;
}

async function slowed(delay: string, lastsMs: number, action: string, { emulator }: Stage): Promise<Armed> {
  const { [delay]: usual = 0 } = await emulator.delays();
  await emulator.setDelays({ [delay]: lastsMs });
  const before = await emulator.log();
  return {
    hasCome: async () =>
      (await emulator.log()).slice(before.length).some((call) => call.action === action && call.outcome === "ok"),
    undo: () => emulator.setDelays({ [delay]: usual }),
  };
}

/** The source's child process takes its time over every key that it sends. */
async function slowCopy(lastsMs: number, { sourceShards, signal }: Stage): Promise<Armed> {
  const opened = sourceShards.map(({ address }) => connect({ address, database: 0, name: "source", signal }));
  const sources = await Promise.all(opened);
  for (const source of sources) {
    const keys = await keysOf(source);
    if (keys === 0) throw new RehearsalError("the source holds no keys, so that no copy can be interrupted");
    const delayUs = Math.ceil((lastsMs * 1000) / keys);
    // So many keys take their time anyway, and no pause is as short as what would be left for each.
    if (delayUs < shortestPauseUs) continue;
    await source.run([["CONFIG", "SET", "rdb-key-save-delay", String(delayUs)]]);
  }
  return {
    hasCome: async () => {
      const told = await Promise.all(sources.map((source) => info(source, "replication")));
      return told.every((text) => /^slave\d+:.*state=(?:wait_bgsave|send_bulk)/m.test(text));
    },
    undo: async () => {
      for (const source of sources) {
        await source.run([["CONFIG", "SET", "rdb-key-save-delay", "0"]]);
        source.close();
      }
    },
  };
}

async function keysOf(source: Connection): Promise<number> {
  const text = await info(source, "keyspace");
  return [...text.matchAll(/keys=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
}

async function info(source: Connection, section: string): Promise<string> {
  const [text] = await source.run([["INFO", section]]);
  return String(text);
}
