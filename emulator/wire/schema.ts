// The SDK's shape descriptions, as this project uses them: the one file that touches the SDK's internals. Its packages
// say that they are not for direct use, so they are pinned exactly, and the conformance tests make a round trip
// through the real client for every action.
import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticOperationSchema } from "@smithy/types";

export type OperationSchema = StaticOperationSchema;

export interface Shape {
  readonly name: string;
  readonly type: "struct" | "list" | "string" | "boolean" | "integer" | "float" | "timestamp" | "unsupported";
  /** Members of a struct with their wire names; empty for every other type. */
  readonly members: readonly Member[];
  readonly item: Item | undefined;
}

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  /** Whether a request without it is refused. */
  readonly required: boolean;
  /** Element name in an answer. */
  readonly xmlName: string;
  /** Key in an EC2 request. */
  readonly ec2Name: string;
}

export interface Item {
  readonly shape: Shape;
  readonly xmlName: string;
}

export interface OperationShape {
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
}

const operations = new WeakMap<OperationSchema, OperationShape>();

export function operationOf(schema: OperationSchema): OperationShape {
  const known = operations.get(schema);
  if (known !== undefined) return known;
  const [, , name, , input, output] = schema;
  const shape = {
    name,
    input: shapeOf(NormalizedSchema.of(input)),
    output: shapeOf(NormalizedSchema.of(output)),
  };
  operations.set(schema, shape);
  return shape;
}

// Lazy members, because shapes of the model refer to themselves.
function shapeOf(schema: NormalizedSchema): Shape {
  let members: Member[] | undefined;
  let item: Item | undefined;
  return {
    name: schema.getName() ?? "",
    type: typeOf(schema),
    get members() {
      return (members ??= schema.isStructSchema() ? membersOf(schema) : []);
    },
    get item() {
      return (item ??= schema.isListSchema() ? itemOf(schema) : undefined);
    },
  };
}

function typeOf(schema: NormalizedSchema): Shape["type"] {
  if (schema.isStructSchema()) return "struct";
  if (schema.isUnitSchema()) return "struct";
  if (schema.isListSchema()) return "list";
  if (schema.isTimestampSchema()) return "timestamp";
  if (schema.isBooleanSchema()) return "boolean";
  if (schema.isNumericSchema()) return "integer";
  if (schema.isStringSchema()) return "string";
  return "unsupported";
}

function membersOf(schema: NormalizedSchema): Member[] {
  // The last element of a struct's tuple counts its required members, which come first.
  const required: unknown = (schema.getSchema() as readonly unknown[])[6];
  const requiredCount = typeof required === "number" ? required : 0;
  return [...schema.structIterator()].map(([name, member], index) => {
    const traits = member.getMergedTraits();
    const xmlName = typeof traits.xmlName === "string" ? traits.xmlName : name;
    const ec2Name = typeof traits["ec2QueryName"] === "string" ? traits["ec2QueryName"] : capitalised(xmlName);
    return { name, shape: shapeOf(member), required: index < requiredCount, xmlName, ec2Name };
  });
}

function itemOf(schema: NormalizedSchema): Item {
  const value = schema.getValueSchema();
  const { xmlName } = value.getMergedTraits();
  return { shape: shapeOf(value), xmlName: typeof xmlName === "string" ? xmlName : "member" };
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
