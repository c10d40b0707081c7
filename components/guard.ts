// How the resources of target and path are guarded in a stage: frozen while a migration may be in flight, and those that
// hold data or reach them protected until an earlier `up` applied `allowDestroy`.
import type * as pulumi from "@pulumi/pulumi";
import { frozen, type Frozen } from "./freeze.ts";

export interface Guard {
  /** A migration may be in flight. */
  readonly frozen: boolean;
  readonly protect: boolean;
  /** Comes first; a component's own dependencies would not reach its children. */
  readonly journal: pulumi.Resource;
}

/** Options of a resource that must not be lost. */
export function keep(guard: Guard, parent: pulumi.Resource, kind: Frozen): pulumi.CustomResourceOptions {
  return { ...hold(guard, parent, kind), protect: guard.protect };
}

/** Options of a resource of the path: frozen like the rest, but removable, because it ends with the migration. */
export function hold(guard: Guard, parent: pulumi.Resource, kind: Frozen): pulumi.CustomResourceOptions {
  return { parent, dependsOn: [guard.journal], ignoreChanges: guard.frozen ? frozen[kind] : [] };
}
