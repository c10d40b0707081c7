// The resource that acts. Everything it does is in onlineMigrationProvider.ts: the stub is what Pulumi serialises into
// the state, so it holds nothing else, and its specifier must never change.
import * as pulumi from "@pulumi/pulumi";
import type { Result } from "../migration/result.ts";
import type { MigrationInputs, MigrationOutputs } from "./onlineMigrationProvider.ts";

const stub: pulumi.dynamic.ResourceProvider<MigrationInputs, MigrationOutputs> = {
  configure: async (request) => (await import("#providers/onlineMigrationProvider")).configure(request),
  check: async (olds, news) => (await import("#providers/onlineMigrationProvider")).check(olds, news),
  diff: async (id, olds, news) => (await import("#providers/onlineMigrationProvider")).diff(id, olds, news),
  create: async (inputs) => (await import("#providers/onlineMigrationProvider")).create(inputs),
  read: async (id, outputs) =>
    (await import("#providers/onlineMigrationProvider")).read(id, outputs as MigrationOutputs),
  update: async (id, olds, news) => (await import("#providers/onlineMigrationProvider")).update(id, olds, news),
  delete: async (id, outputs) => (await import("#providers/onlineMigrationProvider")).remove(id, outputs),
};

type Args = { readonly [K in keyof MigrationInputs]: pulumi.Input<MigrationInputs[K]> };

export class OnlineMigration extends pulumi.dynamic.Resource {
  declare readonly attempt: pulumi.Output<Result["attempt"]>;
  declare readonly reached: pulumi.Output<Result["reached"]>;
  declare readonly phase: pulumi.Output<Result["phase"]>;
  declare readonly milestones: pulumi.Output<Result["milestones"]>;
  declare readonly findings: pulumi.Output<Result["findings"]>;
  declare readonly lagBytes: pulumi.Output<Result["lagBytes"]>;
  declare readonly endpoints: pulumi.Output<Result["endpoints"]>;
  declare readonly startedAt: pulumi.Output<string>;
  declare readonly inSyncAt: pulumi.Output<string>;
  declare readonly completedAt: pulumi.Output<string>;
  declare readonly unproven: pulumi.Output<Result["unproven"]>;
  declare readonly nextStep: pulumi.Output<string>;

  constructor(name: string, args: Args, options: pulumi.CustomResourceOptions) {
    const seeds = {
      attempt: undefined,
      reached: undefined,
      phase: undefined,
      milestones: undefined,
      findings: undefined,
      lagBytes: undefined,
      endpoints: undefined,
      startedAt: undefined,
      inSyncAt: undefined,
      completedAt: undefined,
      unproven: undefined,
      nextStep: undefined,
    };
    super(
      stub as pulumi.dynamic.ResourceProvider,
      name,
      { ...seeds, ...args },
      options,
      "elasticache",
      "OnlineMigration",
    );
  }
}
