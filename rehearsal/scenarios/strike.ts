// One crash: an `up` that something happens to at a moment, and what is left of it for the same `up` to go on from.
import type { LoggedCall } from "../emulatorProcess.ts";
import { RehearsalError } from "../failure.ts";
import type { Operation } from "../operation.ts";
import { pendingOperations, stateStamp } from "../stateFile.ts";
import { deliver, until } from "./blows.ts";
import { arm, type Stage } from "./moments.ts";
import type { Crash } from "./scenario.ts";

export interface Struck {
  /** How the `up` ended that it happened to. */
  readonly up: Operation;
  /** How many calls AWS had answered right before the engine ended, and when its providers were gone. */
  readonly answered: { readonly beforeEnd: number; readonly whenGone: number };
  /** The request ids of those that were held at the moment. */
  readonly held: readonly string[];
}

/**
 * How long what is made to last does so: long enough to be met, and past the deadline where that ends it, however early in the
 * run it begins. Below the servers' repl-timeout of 60 s, since a copy that is made to last sends nothing.
 */
const lastsMs = { usually: 6_000, late: 30_000 } as const;

/** A run on a busy machine has come to the moment by then: it measures for 2 s, and asks AWS before it starts. */
const lateAfterMinutes = 0.4;

/** @throws RehearsalError when the `up` ended before the moment came */
export async function strike({ at, blow }: Crash, stage: Stage): Promise<Struck> {
  const { engine, emulator, run } = stage;
  const pendingBefore = pendingOperations(run.path)?.length ?? 0;
  const armed = await arm(at, blow === "late" ? lastsMs.late : lastsMs.usually, stage);
  const deadline = engine.getConfig("migration.deadlineMinutes");
  if (blow === "late") engine.setConfig("migration.deadlineMinutes", lateAfterMinutes);
  const lines: string[] = [];
  let said = "";
  let isOver = false;
  const ended = engine
    .up({ hears: { line: (line) => lines.push(line), cli: (text) => (said += text) } })
    .finally(() => (isOver = true));
  ended.catch(() => undefined); // awaited below; what throws before must not leave it unheard
  try {
    await until("the moment comes", stage, async () => {
      if (await armed.hasCome(lines)) return true;
      if (!isOver) return false;
      throw new RehearsalError(`the up ended before the moment came: ${(await ended).errors.join("\n")}`, 1);
    });
    // What is created beside it, and a state that is just being written, are other matters (docs/what-if.md).
    if (blow === "engineKilled" || blow === "pluginKilled") await untilQuiet(pendingBefore + 1, stage);
    const held = (await emulator.held()).map(({ requestId }) => requestId);
    const answered = { beforeEnd: 0, whenGone: 0 };
    const beforeEngineEnds = async () => {
      answered.beforeEnd = (await emulator.log()).length;
    };
    const letGo = async () => {
      answered.whenGone = (await emulator.log()).length;
      await emulator.letGo(at.is === "held" ? at.then : "go");
    };
    await deliver(blow, { ended, said: () => said }, { beforeEngineEnds, letGo }, stage);
    const isAnswered = (log: readonly LoggedCall[]) =>
      held.every((id) => log.some(({ requestId }) => requestId === id));
    await until("what was held is written down", stage, async () => isAnswered(await emulator.log()));
    return { up: await ended, answered, held };
  } finally {
    await armed.undo();
    engine.setConfig("migration.deadlineMinutes", deadline);
  }
}

/** So many looks at the state without a change: nobody is writing it. */
const quietLooks = 10;

/** The CLI waits for one thing, and has written down everything else. */
export async function untilQuiet(mostPending: number, stage: Stage): Promise<void> {
  const { path } = stage.run;
  let last: string | undefined;
  let same = 0;
  await until("the CLI does nothing else", stage, () => {
    const stamp = stateStamp(path);
    const isQuiet =
      stamp !== undefined && stamp === last && (pendingOperations(path)?.length ?? Infinity) <= mostPending;
    same = isQuiet ? same + 1 : 0;
    last = stamp;
    return same >= quietLooks;
  });
}
