// The resource that remembers what was asked. Everything it does is in migrationJournalProvider.ts: the stub is what
// Pulumi serialises into the state, so it holds nothing else, and its specifier must never change.
import * as pulumi from "@pulumi/pulumi";
import type { FrozenSettings } from "../migration/frozen.ts";
import type { JournalEntry, Stage } from "../migration/stages.ts";
import type { JournalInputs, JournalOutputs } from "./migrationJournalProvider.ts";

const stub: pulumi.dynamic.ResourceProvider<JournalInputs, JournalOutputs> = {
  configure: async (request) => (await import("#providers/migrationJournalProvider")).configure(request),
  check: async (olds, news) => (await import("#providers/migrationJournalProvider")).check(olds, news),
  diff: async (id, olds, news) => (await import("#providers/migrationJournalProvider")).diff(id, olds, news),
  create: async (inputs) => (await import("#providers/migrationJournalProvider")).create(inputs),
  update: async (id, olds, news) => (await import("#providers/migrationJournalProvider")).update(id, olds, news),
  delete: async () => (await import("#providers/migrationJournalProvider")).remove(),
};

export class MigrationJournal extends pulumi.dynamic.Resource {
  declare readonly history: pulumi.Output<readonly JournalEntry[]>;
  /** Both as last accepted: what the engine answers with when it was told to leave the journal out (`--target`). */
  declare readonly stage: pulumi.Output<Stage>;
  declare readonly settings: pulumi.Output<FrozenSettings>;

  constructor(name: string, args: JournalInputs, options: pulumi.CustomResourceOptions) {
    super(
      stub as pulumi.dynamic.ResourceProvider,
      name,
      // The stack config may hold some of the settings as secrets (default tags, for one): none is shown in the state.
      { history: undefined, ...args, settings: pulumi.secret(args.settings) },
      options,
      "elasticache",
      "MigrationJournal",
    );
  }
}
