// A request's parameters, read by the action's input schema.
import { AwsFault } from "../fault.ts";
import { numberedChildren } from "./form.ts";
import type { FormNode } from "./form.ts";
import { operationOf } from "./schema.ts";
import type { OperationSchema, Shape } from "./schema.ts";

/** `query` is ElastiCache's and STS's protocol, `ec2` EC2's: other keys, and lists without a name of their items. */
export type Dialect = "query" | "ec2";

export function readInput(schema: OperationSchema, form: FormNode, dialect: Dialect): Record<string, unknown> {
  return readStruct(operationOf(schema).input, form, dialect, "");
}

function readStruct(shape: Shape, node: FormNode, dialect: Dialect, path: string): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const member of shape.members) {
    const key = dialect === "ec2" ? member.ec2Name : member.xmlName;
    const child = node.children.get(key);
    if (child !== undefined) read[member.name] = readValue(member.shape, child, dialect, `${path}${key}`);
    else if (member.required) throw missing(`${path}${key}`, dialect);
  }
  return read;
}

function readValue(shape: Shape, node: FormNode, dialect: Dialect, path: string): unknown {
  switch (shape.type) {
    case "struct":
      return readStruct(shape, node, dialect, `${path}.`);
    case "list":
      return readList(shape, node, dialect, path);
    case "string":
      return node.value ?? "";
    case "boolean":
      if (node.value === "true" || node.value === "false") return node.value === "true";
      throw malformed(path, node.value, "true or false");
    case "integer":
    case "float": {
      const number = Number(node.value);
      if (node.value === undefined || node.value.trim() === "" || !Number.isFinite(number)) {
        throw malformed(path, node.value, "a number");
      }
      return number;
    }
    case "timestamp": {
      const date = new Date(node.value ?? "");
      if (Number.isNaN(date.getTime())) throw malformed(path, node.value, "a time like 2026-11-20T00:00:00Z");
      return date;
    }
    case "unsupported":
      throw new AwsFault("NotImplemented", `The emulator cannot read the parameter ${path} (${shape.name}).`, 501);
  }
}

// Older clients write `.member.N` where the model names the items, so both are read.
function readList(shape: Shape, node: FormNode, dialect: Dialect, path: string): unknown[] {
  const { item } = shape;
  if (item === undefined) throw new Error(`${path}: a list without an item shape`);
  const holder = dialect === "ec2" ? node : (node.children.get(item.xmlName) ?? node.children.get("member"));
  if (holder === undefined) return [];
  return numberedChildren(holder).map((child, index) =>
    readValue(item.shape, child, dialect, `${path}.${dialect === "ec2" ? "" : `${item.xmlName}.`}${index + 1}`),
  );
}

function missing(path: string, dialect: Dialect): AwsFault {
  return dialect === "ec2"
    ? new AwsFault("MissingParameter", `The request must contain the parameter ${path}`)
    : new AwsFault("InvalidParameterValue", `The parameter ${path} must be provided and must not be blank.`);
}

function malformed(path: string, value: string | undefined, wanted: string): AwsFault {
  return new AwsFault("MalformedInput", `The parameter ${path} is "${value ?? ""}"; it must be ${wanted}.`);
}
