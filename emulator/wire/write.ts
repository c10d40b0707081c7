// An answer, or a fault, as the XML that the service's protocol asks for.
import type { AwsFault } from "../fault.ts";
import type { Dialect } from "./read.ts";
import { operationOf } from "./schema.ts";
import type { OperationSchema, Shape } from "./schema.ts";

/** `namespace` is the XML namespace of the service's API version. */
export function writeOutput(
  schema: OperationSchema,
  output: object,
  dialect: Dialect,
  namespace: string,
  requestId: string,
): string {
  const { name, output: shape } = operationOf(schema);
  const body = writeStruct(shape, output);
  const content =
    dialect === "ec2"
      ? element("requestId", requestId) + body
      : `<${name}Result>${body}</${name}Result><ResponseMetadata>${element("RequestId", requestId)}</ResponseMetadata>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}Response xmlns="${namespace}">${content}</${name}Response>`;
}

export function writeFault(fault: AwsFault, dialect: Dialect, requestId: string): string {
  const code = element("Code", fault.code);
  const message = element("Message", fault.message);
  const xml =
    dialect === "ec2"
      ? `<Response><Errors><Error>${code}${message}</Error></Errors>${element("RequestID", requestId)}</Response>`
      : `<ErrorResponse><Error>${element("Type", fault.httpStatus < 500 ? "Sender" : "Receiver")}${code}${message}</Error>${element("RequestId", requestId)}</ErrorResponse>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;
}

function writeStruct(shape: Shape, value: object): string {
  const members = new Map(Object.entries(value));
  return shape.members.map((member) => writeNamed(member.xmlName, member.shape, members.get(member.name))).join("");
}

function writeNamed(name: string, shape: Shape, value: unknown): string {
  if (value === undefined || value === null) return "";
  switch (shape.type) {
    case "struct":
      return `<${name}>${writeStruct(shape, value)}</${name}>`;
    case "list": {
      const { item } = shape;
      if (item === undefined || !Array.isArray(value)) throw new Error(`${name} must be a list`);
      return `<${name}>${value.map((entry) => writeNamed(item.xmlName, item.shape, entry)).join("")}</${name}>`;
    }
    case "timestamp":
      if (!(value instanceof Date)) throw new Error(`${name} must be a Date`);
      return element(name, value.toISOString());
    case "string":
    case "boolean":
    case "integer":
    case "float":
      if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
        throw new Error(`${name} must be a plain value`);
      }
      return element(name, String(value));
    case "unsupported":
      throw new Error(`${name}: the emulator cannot write ${shape.name}`);
  }
}

function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  // Characters that XML 1.0 cannot carry at all are dropped, or the client could not parse the whole answer.
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/[&<>"]/g, (character) => entities[character] ?? "");
}
