// One AWS call: from the request's text to the answer's.
import { randomUUID } from "node:crypto";
import type { Cloud } from "../cloud.ts";
import { AwsFault, notImplemented } from "../fault.ts";
import type { Identified } from "../sts/identities.ts";
import { actionOf, answerOf, faultOf, inputOf } from "../wire/spoken.ts";
import type { Spoken } from "../wire/spoken.ts";
import type { Caller } from "./caller.ts";
import { callerOf } from "./caller.ts";
import type { HeldOutcome, Holds } from "./holds.ts";
import { identityOf } from "./identityOf.ts";
import type { CallFault, InjectedFaults } from "./injectedFaults.ts";
import { answeredFault } from "./injectedFaults.ts";
import type { RequestLog } from "./requestLog.ts";
import { loggedParameters } from "./requestLog.ts";
import type { Service } from "./services.ts";
import { serviceNamed } from "./services.ts";

export interface AwsRequest {
  readonly authorization: string | undefined;
  /** Of a temporary access key. */
  readonly securityToken: string | undefined;
  /** x-amz-target, which names the action where the body does not. */
  readonly target?: string | undefined;
  readonly body: string;
}

export type AwsAnswer =
  | ({ readonly kind: "answer"; readonly status: number; readonly requestId: string } & Spoken)
  /** Only the first half of it is sent, then the connection is closed. */
  | ({ readonly kind: "half"; readonly status: number; readonly requestId: string } & Spoken)
  /** Not AWS's answer: what a proxy says that wants a login first. */
  | { readonly kind: "page"; readonly html: string }
  /** No answer: the connection is closed, at once or after a while, or reset. */
  | { readonly kind: "silence"; readonly afterMs: number; readonly reset: boolean };

const silence = { kind: "silence", afterMs: 0, reset: false } as const;

export interface Desk {
  readonly cloud: Cloud;
  readonly log: RequestLog;
  readonly faults: InjectedFaults;
  readonly holds: Holds;
}

export async function answerCall(
  { authorization, securityToken, target, body }: AwsRequest,
  { cloud, log, faults, holds }: Desk,
): Promise<AwsAnswer> {
  const requestId = randomUUID();
  const caller = callerOf(authorization);
  const service = caller === undefined ? undefined : serviceNamed(caller.service);
  const dialect = service?.dialect ?? "query";
  const spoken = { body, target };
  const action = actionOf(spoken, dialect);
  const identified = caller && cloud.identities.identify(caller.accessKey, securityToken, cloud.now());
  const identity = identified?.is === "known" ? identified.identity : undefined;
  const note = (outcome: string) =>
    log.add({
      at: cloud.now().toISOString(),
      account: identity?.account ?? "",
      region: caller?.region ?? "",
      service: caller?.service ?? "",
      action,
      outcome,
      requestId,
      parameters: loggedParameters(body, dialect),
    });

  const injected = faults.take({ service: caller?.service ?? "", action }, cloud.now());
  const held = (when: "before" | "after"): Promise<HeldOutcome> | "go" =>
    injected?.kind === "hold" && injected.when === when
      ? holds.hold({ action, when, at: cloud.now().toISOString(), requestId })
      : "go";
  const unanswered = await insteadOfCarryingOut(injected, cloud);
  if (unanswered !== undefined || (await held("before")) === "drop") {
    note(`(${injected?.kind ?? ""})`);
    return unanswered ?? silence;
  }
  try {
    const asked =
      injected === undefined || injected.kind === "hold" ? undefined : answeredFault(injected, action, dialect);
    if (asked !== undefined) throw asked;
    const known = check(caller, service, identified);
    const found = Object.entries(await known.service.load()).find(([name]) => name === action)?.[1];
    if (found === undefined) throw notImplemented(`The action ${action || "(none)"} of ${known.service.name}`);
    const input = inputOf(found.schema, spoken, dialect);
    const place = cloud.places.of(known.identity.account, known.region);
    // The table pairs each handler with the schema of its own input, which the codec has just read by.
    const output = await found.handler(input as never, place, cloud, known.identity);
    const said = answerOf(found.schema, output, dialect, known.service.namespace, requestId);
    note(injected?.kind === "dropAnswer" ? "ok (answer dropped)" : "ok");
    if (injected?.kind === "dropAnswer" || (await held("after")) === "drop") return silence;
    const answer = { kind: "answer", status: 200, requestId, ...said } as const;
    if (injected?.kind === "truncated") return { ...answer, kind: "half" };
    if (injected?.kind === "partial") return { ...answer, text: said.text.slice(0, said.text.length / 2) };
    return answer;
  } catch (error) {
    const fault = error instanceof AwsFault ? error : defect(error, action, cloud);
    note(fault.code);
    return { kind: "answer", status: fault.httpStatus, requestId, ...faultOf(fault, dialect, requestId) };
  }
}

/** Undefined for a call that is carried out, after whatever time. */
async function insteadOfCarryingOut(fault: CallFault | undefined, cloud: Cloud): Promise<AwsAnswer | undefined> {
  switch (fault?.kind) {
    case "drop":
      return silence;
    case "reset":
      return { ...silence, reset: true };
    case "timeout":
      return { ...silence, afterMs: fault.afterMs };
    case "garbage":
      return { kind: "page", html: "<html><head><title>Sign in</title></head><body>Welcome, guest</body></html>" };
    case "slow":
      await cloud.wait(fault.afterMs);
      return undefined;
    case undefined:
    case "throttle":
    case "500":
    case "503":
    case "expired":
    case "denied":
    case "dropAnswer":
    case "truncated":
    case "partial":
    case "hold":
      return undefined;
  }
}

function check(caller: Caller | undefined, service: Service | undefined, identified: Identified | undefined) {
  if (caller === undefined || identified === undefined) {
    throw new AwsFault("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
  }
  if (service === undefined) throw notImplemented(`The service ${caller.service}`);
  return { service, identity: identityOf(identified, service), region: caller.region };
}

function defect(error: unknown, action: string, cloud: Cloud): AwsFault {
  const message = error instanceof Error ? error.message : String(error);
  cloud.report(`${action} failed inside the emulator: ${error instanceof Error ? (error.stack ?? message) : message}`);
  return new AwsFault("InternalFailure", `The emulator failed: ${message}`, 500);
}
