// AWS JSON 1.0, as CloudWatch speaks it: the action in a header, input and output as JSON by the action's schema.
import { AwsFault } from "../fault.ts";
import { operationOf } from "./schema.ts";
import type { OperationSchema, Shape } from "./schema.ts";

/** `GraniteServiceVersion20100801.GetMetricData` names GetMetricData. */
export function targetedAction(target: string | undefined): string {
  return target?.split(".").at(-1) ?? "";
}

export function readJsonInput(schema: OperationSchema, body: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new AwsFault("SerializationException", "The request's body is not JSON.");
  }
  return readStruct(operationOf(schema).input, json, "");
}

export function writeJsonOutput(schema: OperationSchema, output: object): string {
  return JSON.stringify(writeValue(operationOf(schema).output, output));
}

/** The code goes into a header too: CloudWatch spoke the query protocol before, and its clients look for the old codes. */
export function writeJsonFault({ code, message }: AwsFault): string {
  return JSON.stringify({ __type: `com.amazonaws.cloudwatch#${code}`, message });
}

function readStruct(shape: Shape, value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(path, "an object");
  const given = new Map(Object.entries(value));
  const read: Record<string, unknown> = {};
  for (const { name, shape: member, required } of shape.members) {
    const inner = given.get(name) as unknown;
    if (inner !== undefined && inner !== null) read[name] = readValue(member, inner, `${path}${name}`);
    else if (required) throw new AwsFault("MissingParameter", `The parameter ${path}${name} is required.`);
  }
  return read;
}

function readValue(shape: Shape, value: unknown, path: string): unknown {
  switch (shape.type) {
    case "struct":
      return readStruct(shape, value, `${path}.`);
    case "list": {
      const { item } = shape;
      if (!Array.isArray(value) || item === undefined) throw malformed(path, "a list");
      return value.map((one, index) => readValue(item.shape, one, `${path}.${index + 1}`));
    }
    case "string":
      if (typeof value === "string") return value;
      throw malformed(path, "a text");
    case "boolean":
      if (typeof value === "boolean") return value;
      throw malformed(path, "true or false");
    case "integer":
    case "float":
      if (typeof value === "number") return value;
      throw malformed(path, "a number");
    case "timestamp":
      // Seconds since 1970.
      if (typeof value === "number") return new Date(value * 1000);
      throw malformed(path, "a time in seconds since 1970");
    case "unsupported":
      throw new AwsFault("NotImplemented", `The emulator cannot read the parameter ${path} (${shape.name}).`, 501);
  }
}

function writeValue(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (shape.type === "list") {
    const { item } = shape;
    if (!Array.isArray(value) || item === undefined) throw new Error(`${shape.name} must be a list`);
    return value.map((one) => writeValue(item.shape, one));
  }
  if (shape.type === "struct") {
    const given = new Map(Object.entries(value));
    return Object.fromEntries(
      shape.members.map(({ name, shape: member }) => [name, writeValue(member, given.get(name))]),
    );
  }
  if (shape.type === "timestamp") {
    if (!(value instanceof Date)) throw new Error(`${shape.name} must be a Date`);
    return value.getTime() / 1000;
  }
  if (shape.type === "unsupported") throw new Error(`the emulator cannot write ${shape.name}`);
  return value;
}

function malformed(path: string, wanted: string): AwsFault {
  return new AwsFault("SerializationException", `The parameter ${path === "" ? "(body)" : path} must be ${wanted}.`);
}
