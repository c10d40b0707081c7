// One AWS call: from the request's text to the answer's.
import { randomUUID } from "node:crypto";
import type { Cloud } from "../cloud.ts";
import { AwsFault, notImplemented } from "../fault.ts";
import type { Identified } from "../sts/identities.ts";
import { parseForm } from "../wire/form.ts";
import { readInput } from "../wire/read.ts";
import { writeFault, writeOutput } from "../wire/write.ts";
import type { Caller } from "./caller.ts";
import { callerOf } from "./caller.ts";
import { identityOf } from "./identityOf.ts";
import type { InjectedFaults } from "./injectedFaults.ts";
import { answeredFault } from "./injectedFaults.ts";
import type { RequestLog } from "./requestLog.ts";
import { loggedParameters } from "./requestLog.ts";
import type { Service } from "./services.ts";
import { serviceNamed } from "./services.ts";

export interface AwsRequest {
  readonly authorization: string | undefined;
  /** Of a temporary access key. */
  readonly securityToken: string | undefined;
  readonly body: string;
}

export type AwsAnswer =
  | { readonly kind: "answer"; readonly status: number; readonly requestId: string; readonly xml: string }
  /** No answer: the connection is closed, at once or after a while. */
  | { readonly kind: "silence"; readonly afterMs: number };

export interface Desk {
  readonly cloud: Cloud;
  readonly log: RequestLog;
  readonly faults: InjectedFaults;
}

export async function answerCall(
  { authorization, securityToken, body }: AwsRequest,
  { cloud, log, faults }: Desk,
): Promise<AwsAnswer> {
  const requestId = randomUUID();
  const caller = callerOf(authorization);
  const service = caller === undefined ? undefined : serviceNamed(caller.service);
  const dialect = service?.dialect ?? "query";
  const form = parseForm(body);
  const action = form.children.get("Action")?.value ?? "";
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
      parameters: loggedParameters(body),
    });

  const injected = faults.take(action);
  if (injected?.kind === "drop" || injected?.kind === "timeout") {
    note(`(${injected.kind})`);
    return { kind: "silence", afterMs: injected.kind === "timeout" ? injected.afterMs : 0 };
  }
  try {
    const asked = injected === undefined ? undefined : answeredFault(injected.kind);
    if (asked !== undefined) throw asked;
    const known = check(caller, service, identified);
    const found = Object.entries(await known.service.load()).find(([name]) => name === action)?.[1];
    if (found === undefined) throw notImplemented(`The action ${action || "(none)"} of ${known.service.name}`);
    const input = readInput(found.schema, form, dialect);
    const place = cloud.places.of(known.identity.account, known.region);
    // The table pairs each handler with the schema of its own input, which the codec has just read by.
    const output = await found.handler(input as never, place, cloud, known.identity);
    const xml = writeOutput(found.schema, output, dialect, known.service.namespace, requestId);
    note(injected?.kind === "dropAnswer" ? "ok (answer dropped)" : "ok");
    if (injected?.kind === "dropAnswer") return { kind: "silence", afterMs: 0 };
    return { kind: "answer", status: 200, requestId, xml };
  } catch (error) {
    const fault = error instanceof AwsFault ? error : defect(error, action, cloud);
    note(fault.code);
    return { kind: "answer", status: fault.httpStatus, requestId, xml: writeFault(fault, dialect, requestId) };
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
