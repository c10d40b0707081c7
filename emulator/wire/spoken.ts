// A call in the protocol that its service speaks: form and XML, or JSON.
import type { AwsFault } from "../fault.ts";
import { parseForm } from "./form.ts";
import { readJsonInput, targetedAction, writeJsonFault, writeJsonOutput } from "./json.ts";
import { readInput } from "./read.ts";
import type { Dialect } from "./read.ts";
import type { OperationSchema } from "./schema.ts";
import { writeFault, writeOutput } from "./write.ts";

/** `json` is CloudWatch's protocol, whose action stands in the header x-amz-target. */
export type Protocol = Dialect | "json";

export interface Asked {
  readonly body: string;
  readonly target: string | undefined;
}

export interface Spoken {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function actionOf({ body, target }: Asked, protocol: Protocol): string {
  return protocol === "json" ? targetedAction(target) : (parseForm(body).children.get("Action")?.value ?? "");
}

export function inputOf(schema: OperationSchema, { body }: Asked, protocol: Protocol): Record<string, unknown> {
  return protocol === "json" ? readJsonInput(schema, body) : readInput(schema, parseForm(body), protocol);
}

export function answerOf(
  schema: OperationSchema,
  output: object,
  protocol: Protocol,
  namespace: string,
  requestId: string,
): Spoken {
  return protocol === "json"
    ? { text: writeJsonOutput(schema, output), headers: headersOf(protocol) }
    : { text: writeOutput(schema, output, protocol, namespace, requestId), headers: headersOf(protocol) };
}

export function faultOf(fault: AwsFault, protocol: Protocol, requestId: string): Spoken {
  if (protocol !== "json") return { text: writeFault(fault, protocol, requestId), headers: headersOf(protocol) };
  const sender = fault.httpStatus < 500 ? "Sender" : "Receiver";
  return {
    text: writeJsonFault(fault),
    headers: { ...headersOf(protocol), "x-amzn-query-error": `${fault.code};${sender}` },
  };
}

function headersOf(protocol: Protocol): Record<string, string> {
  return { "content-type": protocol === "json" ? "application/x-amz-json-1.0" : "text/xml" };
}
