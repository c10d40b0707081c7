// What happens to a living `up`: who gets which signal, and how it is known to be over.
import { setTimeout as pause } from "node:timers/promises";
import { RehearsalError } from "../failure.ts";
import type { Operation } from "../operation.ts";
import { processesOf } from "../processes.ts";
import { watchSeconds, type Stage } from "./moments.ts";
import type { Blow } from "./scenario.ts";

/** The `up` that it happens to. */
export interface Victim {
  readonly ended: Promise<Operation>;
  /** What the CLI has said of itself so far. */
  readonly said: () => string;
}

/** A busy machine is waited for; whatever hangs ends by the bound of its own operation. */
const waitAtMostMs = 120_000;
const lookEveryMs = 50;

/** Providers that outlive their engine by the rest of a watch could complete by themselves. */
const orphansEndWithinMs = (watchSeconds * 1000) / 2;

/** Looks until something holds, for a bounded time. */
export async function until(
  what: string,
  stage: Stage,
  holds: () => boolean | Promise<boolean>,
  withinMs = waitAtMostMs,
): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new RehearsalError(`${what}: not within ${withinMs / 1000} s`, 1);
    await pause(lookEveryMs, undefined, { signal: stage.signal });
  }
}

export interface Around {
  /** Called right before the blow that ends the engine: from then on nobody is there whom a provider could act for. */
  readonly beforeEngineEnds: () => Promise<void>;
  /** Lets the call go on that the moment holds, where it holds one. */
  readonly letGo: () => Promise<void>;
}

export async function deliver(blow: Blow, victim: Victim, around: Around, stage: Stage): Promise<void> {
  const { letGo } = around;
  switch (blow) {
    case "engineKilled":
      await endEngine("SIGKILL", victim, around, stage);
      return;
    case "providerKilled":
      killAll(dynamicProvider, stage);
      await victim.ended;
      await letGo();
      return;
    case "pluginKilled":
      killAll(awsPlugin, stage);
      await victim.ended;
      await letGo();
      return;
    case "interruptedTwice":
      await signalled("SIGINT", victim, stage);
      await endEngine("SIGINT", victim, around, stage);
      return;
    case "interrupted":
      await signalled("SIGINT", victim, stage);
      await letGo();
      await victim.ended;
      return;
    case "terminated":
      await signalled("SIGTERM", victim, stage);
      await letGo();
      await victim.ended;
      return;
    case "cancelled":
      await secondBeside(victim, letGo, stage);
      return;
    case "late":
      await victim.ended;
      return;
  }
}

async function endEngine(
  signal: "SIGINT" | "SIGKILL",
  victim: Victim,
  { beforeEngineEnds, letGo }: Around,
  stage: Stage,
): Promise<void> {
  const engine = engineOf(stage);
  await beforeEngineEnds();
  process.kill(engine, signal);
  await victim.ended;
  const orphans = [dynamicProvider, awsPlugin, program];
  const areGone = () => orphans.every((text) => pidsOf(text, stage).length === 0);
  await until("the providers end with their engine", stage, areGone, orphansEndWithinMs);
  await letGo();
}

/** Both run on one stack: what a lock would have kept apart. */
async function secondBeside(victim: Victim, letGo: () => Promise<void>, stage: Stage): Promise<void> {
  const { engine, emulator } = stage;
  const acted = async () => (await emulator.log()).filter(({ action }) => /^(Start|Complete)Migration$/.test(action));
  const before = (await acted()).length;
  await engine.cancel();
  let isOver = false;
  const second = engine.up().finally(() => (isOver = true));
  await until("the second up acts or ends", stage, async () => isOver || (await acted()).length > before);
  await letGo();
  await Promise.all([victim.ended, second]);
}

async function signalled(signal: "SIGINT" | "SIGTERM", victim: Victim, stage: Stage): Promise<void> {
  process.kill(engineOf(stage), signal);
  await until(`the CLI hears ${signal}`, stage, () => victim.said().includes("received; cancelling"));
}

const dynamicProvider = "/cmd/dynamic-provider/";
const awsPlugin = "/pulumi-resource-aws ";
const program = "/cmd/run/";

/** One, so that a signal meets the `up` that is meant. */
function engineOf(stage: Stage): number {
  const [found, ...others] = pidsOf("/pulumi up ", stage);
  if (found !== undefined && others.length === 0) return found;
  throw new RehearsalError(`${others.length + (found === undefined ? 0 : 1)} pulumi ups run; expected one`);
}

function killAll(text: string, stage: Stage): void {
  const found = pidsOf(text, stage);
  if (found.length === 0) throw new RehearsalError(`no process of the run has "${text}" in its command`);
  for (const pid of found) process.kill(pid, "SIGKILL");
}

function pidsOf(text: string, { run }: Stage): number[] {
  return processesOf(run)
    .filter(({ command }) => command.includes(text))
    .map(({ pid }) => pid);
}
