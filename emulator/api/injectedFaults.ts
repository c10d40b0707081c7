// Faults that a test asks for: throttling, errors, lost requests and lost answers.
import { z } from "zod";
import { AwsFault } from "../fault.ts";

const kinds = ["throttle", "500", "503", "drop", "dropAnswer", "timeout"] as const;

const callFault = z.strictObject({
  action: z.string().min(1),
  kind: z.enum(kinds),
  /** How many calls it meets. */
  times: z.int().min(1).default(1),
  /** For `timeout`: how long the caller is left without an answer before the connection is closed. */
  afterMs: z.number().min(0).max(600_000).default(60_000),
});

/** Takes effect at once and is not kept: the server's process is killed. */
const serverDeath = z.strictObject({ kind: z.literal("serverDies"), server: z.string().min(1) });

export const faultList = z.array(z.union([serverDeath, callFault]));

export type CallFault = z.output<typeof callFault>;
export type RequestedFault = z.output<typeof faultList>[number];

export interface InjectedFaults {
  replace(faults: readonly CallFault[]): void;
  /** The fault that meets this call, if any; counts it down. */
  take(action: string): CallFault | undefined;
  list(): readonly CallFault[];
}

export function createInjectedFaults(): InjectedFaults {
  let faults: CallFault[] = [];
  return {
    replace(list) {
      faults = list.map((fault) => ({ ...fault }));
    },
    take(action) {
      const fault = faults.find((candidate) => candidate.action === action);
      if (fault === undefined) return undefined;
      fault.times--;
      if (fault.times === 0) faults = faults.filter((candidate) => candidate !== fault);
      return fault;
    },
    list: () => faults,
  };
}

/** The fault as an answer; undefined for those that give none. */
export function answeredFault(kind: CallFault["kind"]): AwsFault | undefined {
  switch (kind) {
    case "throttle":
      return new AwsFault("Throttling", "Rate exceeded", 400);
    case "500":
      return new AwsFault("InternalFailure", "The request processing has failed because of an unknown error.", 500);
    case "503":
      return new AwsFault(
        "ServiceUnavailable",
        "The request has failed due to a temporary failure of the server.",
        503,
      );
    case "drop":
    case "dropAnswer":
    case "timeout":
      return undefined;
  }
}
