// Faults that a test asks for: which call they meet, how often or how long, and what the caller gets instead.
import { z } from "zod";
import { AwsFault } from "../fault.ts";
import type { Protocol } from "../wire/spoken.ts";
import { expiredCredentials } from "./identityOf.ts";

const answered = ["throttle", "500", "503", "expired", "denied"] as const;
const broken = ["drop", "dropAnswer", "reset", "timeout", "slow", "truncated", "partial", "garbage"] as const;

const whichCalls = {
  /** `*` for any. */
  action: z.string().min(1),
  /** As it signs: elasticache, ec2, sts. Without it, whichever. */
  service: z.string().min(1).optional(),
  /** Calls that are let through first. */
  skip: z.int().min(0).default(0),
  /** How many calls it meets; 1, or with `forMs` any number. */
  times: z.int().min(1).optional(),
  /** From the first call that it meets, it meets no more after this long. */
  forMs: z.number().min(0).max(600_000).optional(),
};

const plainFault = z.strictObject({
  ...whichCalls,
  kind: z.enum([...answered, ...broken]),
  /** For `timeout` and `slow`: how long the caller is left without an answer. */
  afterMs: z.number().min(0).max(600_000).default(60_000),
});

/** The call waits before it is carried out, or when it was carried out but not answered, until it is released. */
const hold = z.strictObject({ ...whichCalls, kind: z.literal("hold"), when: z.enum(["before", "after"]) });

export const callFault = z.discriminatedUnion("kind", [plainFault, hold]);

export type CallFault = z.output<typeof callFault>;
export type Hold = z.output<typeof hold>;
export type PlainFault = z.output<typeof plainFault>;

export interface AskedCall {
  readonly service: string;
  readonly action: string;
}

export interface InjectedFaults {
  add(faults: readonly CallFault[]): void;
  clear(): void;
  /** The fault that meets this call, if any; counts it down. */
  take(call: AskedCall, now: Date): CallFault | undefined;
  list(): readonly CallFault[];
}

interface Pending {
  readonly fault: CallFault;
  skip: number;
  times: number;
  endsAt: number | undefined;
}

export function createInjectedFaults(): InjectedFaults {
  let pending: Pending[] = [];
  return {
    add(list) {
      pending.push(
        ...list.map((fault) => ({
          fault,
          skip: fault.skip,
          times: fault.times ?? (fault.forMs === undefined ? 1 : Infinity),
          endsAt: undefined,
        })),
      );
    },
    clear() {
      pending = [];
    },
    take(call, now) {
      pending = pending.filter(({ endsAt }) => endsAt === undefined || endsAt > now.getTime());
      // A fault that lets a call through leaves it to the next one that names it.
      for (const one of pending.filter(({ fault }) => meets(fault, call))) {
        if (one.skip > 0) {
          one.skip--;
          continue;
        }
        one.times--;
        if (one.fault.forMs !== undefined) one.endsAt ??= now.getTime() + one.fault.forMs;
        if (one.times === 0) pending = pending.filter((other) => other !== one);
        return one.fault;
      }
      return undefined;
    },
    list: () => pending.map(({ fault, skip, times }) => ({ ...fault, skip, ...(times === Infinity ? {} : { times }) })),
  };
}

function meets({ action, service }: CallFault, call: AskedCall): boolean {
  return (action === "*" || action === call.action) && (service === undefined || service === call.service);
}

/** The fault as an answer; undefined for those that give none. */
export function answeredFault({ kind }: PlainFault, action: string, dialect: Protocol): AwsFault | undefined {
  switch (kind) {
    case "throttle":
      return dialect === "ec2"
        ? new AwsFault("RequestLimitExceeded", "Request limit exceeded.", 503)
        : new AwsFault("Throttling", "Rate exceeded", 400);
    case "500":
      return new AwsFault("InternalFailure", "The request processing has failed because of an unknown error.", 500);
    case "503":
      return new AwsFault(
        "ServiceUnavailable",
        "The request has failed due to a temporary failure of the server.",
        503,
      );
    case "expired":
      return expiredCredentials(dialect);
    case "denied":
      return dialect === "ec2"
        ? new AwsFault("UnauthorizedOperation", "You are not authorized to perform this operation.", 403)
        : new AwsFault("AccessDenied", `User is not authorized to perform: ${action}`, 403);
    case "drop":
    case "dropAnswer":
    case "reset":
    case "timeout":
    case "slow":
    case "truncated":
    case "partial":
    case "garbage":
      return undefined;
  }
}
