// What an error of an AWS call means for whoever made it: recognised by class and status, never by its text.
import type { Accepted, CredentialsFault } from "../migration/ports.ts";

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
  const credentials = credentialsFault(error);
  // A session that could not be had, and a mistake in this program: the call itself was never sent.
  if (credentials !== undefined) return { kind: "rejected", reason, credentials };
  if (name === "AwsAccessError" || (status !== undefined && status >= 400 && status < 500)) {
    return { kind: "rejected", reason };
  }
  return { kind: "uncertain", reason };
}

/** Worth asking again: throttling, a fault of AWS's side, an answer that cannot be read, or none at all. */
export function isTransient(error: unknown): boolean {
  const { name, status } = partsOf(error);
  if (credentialsFault(error) !== undefined || defects.has(name)) return false;
  return throttles.has(name) || status === undefined || status >= 500 || status < 400;
}

/** As each service calls a session that is over; EC2 has a name of its own. */
const expired = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired"]);

export function credentialsFault(error: unknown): CredentialsFault | undefined {
  const { name } = partsOf(error);
  if (expired.has(name)) return "expired";
  return name === "CredentialsProviderError" ? "missing" : undefined;
}

const credentialPlaces =
  "aws:accessKey and aws:secretKey, aws:assumeRoleWithWebIdentity, aws:profile in the shared files (aws:sharedCredentialsFiles, aws:sharedConfigFiles, ~/.aws), the AWS_ variables of the environment, the metadata of container or instance";

export function wordsOf(error: unknown): string {
  const { name, message, code, requestId } = partsOf(error);
  const kind = code === undefined ? name : `${name} ${code}`;
  const looked = name === "CredentialsProviderError" ? `; looked for in this order: ${credentialPlaces}` : "";
  return `${kind}: ${message === "" ? "no message" : message}${requestId === undefined ? "" : ` (request ${requestId})`}${looked}`;
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
