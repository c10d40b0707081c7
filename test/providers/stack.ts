// What the engine keeps of journal and migration between two `up`s, and what it asks of the provider in one: check, diff,
// create or update. A rejected update leaves old inputs and new outputs, a killed one leaves nothing.
import { expect } from "vitest";
import { settingsFrom, type Settings } from "../../settings.ts";
import { frozenSettings, planOf, wordsOf } from "../../settings/handOver.ts";
import type { TestCloud } from "./cloud.ts";
import { Rejected, startProvider, type HalfMade, type ProviderProcess, type Properties } from "./providerProcess.ts";
import { stackConfig, type Change } from "./stackConfig.ts";
import { stubTexts, type StubTexts } from "./stubTexts.ts";

export interface Kept {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly unfinished: boolean;
}

export type Ended =
  | { readonly how: "done"; readonly outputs: Properties }
  /** By the journal's check, as in a preview. */
  | { readonly how: "refused"; readonly reason: string }
  | { readonly how: "rejected"; readonly message: string; readonly halfMade: HalfMade | undefined };

type Cloud = Pick<TestCloud, "url" | "addresses" | "atEnd">;

export class Stack {
  readonly groupId: string;
  readonly #cloud: Cloud;
  readonly #texts: StubTexts;
  #process: ProviderProcess | undefined;
  #toldBefore = 0;
  /** Of the provider's process, beside what every one has. */
  environment: Readonly<Record<string, string>> = {};
  /** Of the group's ARN, as the target's output names it. */
  account = "123456789012";
  journal: Kept | undefined;
  migration: Kept | undefined;

  private constructor(cloud: Cloud, groupId: string, texts: StubTexts) {
    this.#cloud = cloud;
    this.groupId = groupId;
    this.#texts = texts;
  }

  static async of(cloud: Cloud, groupId: string): Promise<Stack> {
    const stack = new Stack(cloud, groupId, await stubTexts());
    cloud.atEnd(() => stack.loseEngine());
    return stack;
  }

  /** The process that serves this stack. Under the engine each `up` has its own: `loseEngine` in between does that. */
  get process(): ProviderProcess {
    if (this.#process === undefined) throw new Error("no provider runs");
    return this.#process;
  }

  /** What the provider has told of its progress in the newest `up`. */
  get told(): string {
    return this.#process?.told().slice(this.#toldBefore) ?? "";
  }

  /** Resolves with how the provider ended; undefined if none runs. */
  async loseEngine(): Promise<number | NodeJS.Signals | undefined> {
    const ended = await this.#process?.loseEngine();
    this.#process = undefined;
    return ended;
  }

  /** One `up`. */
  async up(stage: Settings["stage"], change: Change = {}): Promise<Ended> {
    return await this.#during(stage, change, (settings, config) => this.#apply(settings, config));
  }

  /** What a preview judges: the journal's failures, and whether the migration has work to do. */
  async preview(stage: Settings["stage"], change: Change = {}): Promise<{ failures: string[]; work: boolean }> {
    return await this.#during(stage, change, async (settings, config) => {
      const { failures } = await this.process.check(this.journal?.inputs ?? {}, this.#journalInputs(settings, config));
      const { migration } = this;
      if (migration === undefined) return { failures, work: true };
      const news = this.#migrationInputs(settings, this.journal?.outputs["history"]);
      return { failures, work: await this.process.diff(migration.id, migration.outputs, news) };
    });
  }

  /** As the engine refreshes: by the text in the state, new outputs and old inputs, and nothing unfinished any more. */
  async refresh(stage: Settings["stage"], change: Change = {}): Promise<void> {
    await this.#during(stage, change, async () => {
      const { migration } = this;
      if (migration === undefined) throw new Error("there is no migration to refresh");
      const { id, outputs } = await this.process.read(migration.id, migration.outputs);
      await this.process.diff(id, outputs, migration.inputs);
      this.migration = { id, inputs: migration.inputs, outputs, unfinished: false };
    });
  }

  async destroy(stage: Settings["stage"]): Promise<void> {
    await this.#during(stage, {}, async () => {
      const { migration, journal } = this;
      if (migration !== undefined) await this.process.remove(migration.id, migration.outputs);
      if (journal !== undefined) await this.process.remove(journal.id, journal.outputs);
    });
  }

  async #during<T>(
    stage: Settings["stage"],
    change: Change,
    work: (settings: Settings, config: Record<string, string>) => Promise<T>,
  ): Promise<T> {
    const config = stackConfig(this.#cloud, this.groupId, stage, change);
    const settings = settingsFrom(config);
    this.#process ??= await startProvider(config, this.environment);
    this.#toldBefore = this.#process.told().length;
    return await work(settings, config);
  }

  async #apply(settings: Settings, config: Record<string, string>): Promise<Ended> {
    const judged = await this.process.check(this.journal?.inputs ?? {}, this.#journalInputs(settings, config));
    if (judged.failures.length > 0) return { how: "refused", reason: judged.failures.join("\n") };
    try {
      this.journal = await this.#reach(this.journal, judged.inputs);
    } catch (error) {
      return rejection(error);
    }
    try {
      this.migration = await this.#reach(
        this.migration,
        this.#migrationInputs(settings, this.journal.outputs["history"]),
      );
      return { how: "done", outputs: this.migration.outputs };
    } catch (error) {
      const rejected = rejection(error);
      this.#keepHalfMade(rejected.halfMade, this.#migrationInputs(settings, this.journal.outputs["history"]));
      return rejected;
    }
  }

  async #reach(kept: Kept | undefined, inputs: Properties): Promise<Kept> {
    if (kept === undefined) {
      const { id, outputs } = await this.process.create(inputs);
      return { id, inputs, outputs, unfinished: false };
    }
    const changed = await this.process.diff(kept.id, kept.outputs, inputs);
    if (!changed && !kept.unfinished) return { ...kept, inputs };
    const outputs = await this.process.update(kept.id, kept.outputs, inputs);
    return { id: kept.id, inputs, outputs, unfinished: false };
  }

  #keepHalfMade(halfMade: HalfMade | undefined, news: Properties): void {
    if (halfMade === undefined) return;
    const inputs = this.migration?.inputs ?? news;
    this.migration = {
      id: halfMade.id,
      inputs,
      outputs: halfMade.properties,
      unfinished: halfMade.reasons.length > 0,
    };
  }

  #journalInputs(settings: Settings, config: Record<string, string>): Properties {
    return {
      groupId: this.groupId,
      stage: settings.stage,
      settings: frozenSettings(settings, config),
      ...wordsOf(settings),
      __provider: this.#texts.journal,
    };
  }

  #migrationInputs(settings: Settings, history: unknown): Properties {
    const { groupId } = this;
    const groupArn = `arn:aws:elasticache:us-east-1:${this.account}:replicationgroup:${groupId}`;
    const inputs = { groupId, groupArn, stage: settings.stage, history, plan: planOf(settings) };
    return { ...inputs, __provider: this.#texts.migration };
  }
}

/** Enough to measure and judge the source and to start, too short for what AWS is made to take after it. */
export const late = { migration: { deadlineMinutes: 0.2 } };

/** The group is made, and the stack has taken it to `prepare`. */
export async function prepared(cloud: TestCloud, groupId: string): Promise<Stack> {
  await cloud.createTarget(groupId);
  const stack = await Stack.of(cloud, groupId);
  expect(await stack.up("prepare")).toMatchObject({ how: "done" });
  return stack;
}

function rejection(error: unknown): Extract<Ended, { how: "rejected" }> {
  if (!(error instanceof Rejected)) throw error;
  return { how: "rejected", message: error.message, halfMade: error.halfMade };
}

/** Why an `up` did not reach its stage, in the words that the operator sees; empty when it did. */
export function refusalOf(ended: Ended): string {
  switch (ended.how) {
    case "done":
      return "";
    case "refused":
      return ended.reason;
    case "rejected":
      return ended.halfMade?.reasons.join("\n") ?? ended.message;
  }
}
