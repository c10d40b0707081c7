// What an error of an AWS call means for whoever made it: recognised by class and status, never by its text.
import type { Accepted } from "../migration/ports.ts";

/** The parts of the SDK's errors that matter here; every one may be missing. */
interface AwsError {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
}

const wrongStates = new Set([
  "InvalidReplicationGroupStateFault",
  "ReplicationGroupAlreadyUnderMigrationFault",
  "ReplicationGroupNotUnderMigrationFault",
]);
const throttles = new Set(["Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException"]);
/** Errors of this program or of its configuration: asking again changes nothing. */
const defects = new Set(["TypeError", "RangeError", "ReferenceError", "AwsAccessError"]);
/** The connection was never made, so the call cannot have arrived. */
const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

export function acceptedFrom(error: unknown): Accepted {
  const { name, code, status } = partsOf(error);
  const reason = wordsOf(error);
  if (wrongStates.has(name)) return { kind: "wrongState", reason };
  if (throttles.has(name) || neverSent.has(code ?? "")) return { kind: "notDone", reason };
  if (name === "CredentialsProviderError" || (status !== undefined && status >= 400 && status < 500)) {
    return { kind: "rejected", reason };
  }
  return { kind: "uncertain", reason };
}

/** Worth asking again: throttling, a fault of AWS's side, or no answer at all. */
export function isTransient(error: unknown): boolean {
  const { name, status } = partsOf(error);
  if (name === "CredentialsProviderError" || defects.has(name)) return false;
  return throttles.has(name) || status === undefined || status >= 500;
}

export function wordsOf(error: unknown): string {
  const { name, message, code, requestId } = partsOf(error);
  const kind = code === undefined ? name : `${name} ${code}`;
  return `${kind}: ${message === "" ? "no message" : message}${requestId === undefined ? "" : ` (request ${requestId})`}`;
}

function partsOf(error: unknown): AwsError {
  if (!(error instanceof Error))
    return { name: "unknown", message: String(error), code: undefined, status: undefined, requestId: undefined };
  const metadata = "$metadata" in error && isRecord(error.$metadata) ? error.$metadata : {};
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const status = typeof metadata["httpStatusCode"] === "number" ? metadata["httpStatusCode"] : undefined;
  const requestId = typeof metadata["requestId"] === "string" ? metadata["requestId"] : undefined;
  return { name: error.name, message: error.message, code, status, requestId };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
