// What an action of an emulated service is: its schema in the SDK, and the function that answers it.
import type { Cloud } from "./cloud.ts";
import type { Place } from "./place.ts";
import type { Identity } from "./sts/identity.ts";
import type { OperationSchema } from "./wire/schema.ts";

export interface Action {
  /** `X$` of the SDK package: describes input and output, and so drives the codec both ways. */
  readonly schema: OperationSchema;
  /**
   * The input is what the codec read with `schema`, so it has the type that the SDK gives to the command's input. The
   * parameter is `never` here because one table holds actions of different inputs.
   */
  readonly handler: (input: never, at: Place, cloud: Cloud, caller: Identity) => object | Promise<object>;
}

export type Actions = Readonly<Record<string, Action>>;
