// An error in one line: the engine shows the message alone, so code and request id of AWS's answer have to be in it.

interface AwsError extends Error {
  readonly Code?: string;
  readonly $metadata?: { readonly requestId?: string };
}

/** `what` is the call that failed; its request names the resource, where there is one. */
export function errorText(what: string, request: unknown, error: unknown): string {
  const about = urnOf(request);
  return `${what}${about === undefined ? "" : ` ${about}`}: ${causeText(error)}`;
}

/** An error's message; of an answer of AWS code and request id too. */
export function causeText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, name, Code, $metadata } = error as AwsError;
  if ($metadata === undefined) return message;
  const requestId = $metadata.requestId === undefined ? "" : ` (request ${$metadata.requestId})`;
  return `${Code ?? name}: ${message}${requestId}`;
}

function urnOf(request: unknown): string | undefined {
  if (typeof request !== "object" || request === null || !("getUrn" in request)) return undefined;
  const { getUrn } = request as { getUrn: () => string };
  return getUrn.call(request).split("::").at(-1);
}
