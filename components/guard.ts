// How the resources of target and path are guarded in a stage: frozen while a migration may be in flight, and those that
// hold data or reach them protected until an earlier `up` applied `allowDestroy`.
import type * as pulumi from "@pulumi/pulumi";
import type { Stage } from "../migration/stages.ts";
import { frozen, type Frozen } from "./freeze.ts";

export interface Guard {
  /** A migration may be in flight. */
  readonly frozen: boolean;
  readonly protect: boolean;
  /** Comes first; a component's own dependencies would not reach its children. */
  readonly journal: pulumi.Resource;
}

/** By whom a resource is made and what it waits for, where that is not the stack's own provider and the journal alone. */
export interface Where {
  /** Undefined: the stack's own. */
  readonly provider?: pulumi.ProviderResource | undefined;
  readonly after?: readonly pulumi.Resource[];
}

/** `operate` is normal life: everything may be edited again. */
export function isFrozen(stage: Stage): boolean {
  switch (stage) {
    case "migrate":
    case "complete":
    case "abort":
      return true;
    case "prepare":
    case "operate":
      return false;
  }
}

/** Options of a resource that must not be lost. */
export function keep(guard: Guard, parent: pulumi.Resource, kind: Frozen): pulumi.CustomResourceOptions {
  return { ...hold(guard, parent, kind), protect: guard.protect };
}

/** Options of a resource of the path: frozen like the rest, but removable, because it ends with the migration. */
export function hold(
  guard: Guard,
  parent: pulumi.Resource,
  kind: Frozen,
  { provider, after = [] }: Where = {},
): pulumi.CustomResourceOptions {
  return {
    parent,
    dependsOn: [guard.journal, ...after],
    ignoreChanges: guard.frozen ? frozen[kind] : [],
    ...(provider === undefined ? {} : { provider }),
  };
}
