// In which order a rehearsal does what: the steps that lead to a stage, and those that prove what came of it.
import type { RehearsedStage } from "./stages.ts";
import type { Step } from "./show.ts";
import type { StackFile } from "./stackFile.ts";
import type { Up } from "./ups.ts";

type Say = (line: string) => void;

/** What a step may ask for. */
export interface Doings {
  readonly start: () => Promise<void>;
  readonly makeGroup: () => Promise<void>;
  readonly load: (say: Say) => Promise<void>;
  readonly startWriting: () => Promise<void>;
  readonly up: (up: Up, say: Say) => Promise<void>;
  readonly askForApplication: (after: RehearsedStage, say: Say) => Promise<void>;
  readonly stopWriting: () => Promise<void>;
  readonly switchWriter: () => Promise<void>;
  readonly lookForLost: (say: Say) => Promise<void>;
  readonly compareAll: (say: Say) => Promise<void>;
  readonly askAsCluster: (say: Say) => Promise<void>;
  readonly askForPath: (say: Say) => Promise<void>;
}

export interface StepsArgs {
  readonly until: RehearsedStage;
  readonly ups: readonly Up[];
  readonly settings: StackFile["settings"];
  readonly keys: number;
  /** Writes per second. */
  readonly writeRate: number;
}

export function stepsOf({ until, ups, settings, keys, writeRate }: StepsArgs, does: Doings): Step[] {
  const upSteps = (some: readonly Up[]): Step[] =>
    some.map((up) => ({ title: `pulumi up: ${up.title}`, run: (say) => does.up(up, say) }));
  const stage = (...stages: RehearsedStage[]) => upSteps(ups.filter((up) => stages.includes(up.stage)));
  const asks = (after: RehearsedStage): Step => ({
    title: "Ask whether the application reaches the target",
    run: (say) => does.askForApplication(after, say),
  });
  const makes = { title: "Make the group that exists already", run: does.makeGroup };
  return [
    { title: "Start the emulated AWS and the source", run: does.start },
    ...(settings.target.existing ? [makes] : []),
    { title: `Load ${keys} keys`, run: does.load },
    { title: `Write ${writeRate} times a second`, run: does.startWriting },
    ...stage("prepare"),
    asks("prepare"),
    ...stage("migrate", "complete", "abort"),
    ...proof(until, settings, does, asks("complete")),
    // Encryption comes to the target here: nothing of the rehearsal's own connects to it any more.
    ...stage("operate"),
    ...(until === "operate" ? proofOfOperate(settings, does, asks("operate")) : []),
  ];
}

function proof(until: RehearsedStage, { source }: StepsArgs["settings"], does: Doings, asks: Step): Step[] {
  const stop = { title: "Stop the writer", run: does.stopWriting };
  const compare = { title: "Compare every key of both sides", run: does.compareAll };
  const cluster = { title: "Read and write as a cluster client", run: does.askAsCluster };
  switch (until) {
    case "prepare":
    case "abort": // an aborted target holds what had arrived, which nobody promised
      return [stop];
    case "migrate":
      return [stop, compare];
    case "complete":
    case "operate":
      return [
        { title: "Switch the writer to the target", run: does.switchWriter },
        { title: "Stop the writer, look for lost writes", run: does.lookForLost },
        compare,
        ...(source.clusterMode === "enabled" ? [cluster] : []),
        asks,
      ];
  }
}

function proofOfOperate({ network }: StepsArgs["settings"], does: Doings, asks: Step): Step[] {
  const looks = { title: "Look for what is left of the path", run: does.askForPath };
  return network.afterMigration === "remove" ? [looks, asks] : [asks];
}
