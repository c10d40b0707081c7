// Property values on the wire: protobuf Structs, there and back.
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { Properties } from "./properties.ts";

export function fromStruct(struct: Struct | undefined): Properties {
  return struct === undefined ? {} : struct.toJavaScript();
}

const kindOfEnvelope = "4dabf18193072939515e22adb298388d";
const secretEnvelope = "1b47061264138c4ac30d75fd1eb44270";

/**
 * A provider's own arguments come with their secrets in envelopes, whatever it said of that. Keys that were left in
 * theirs would pass for not given.
 */
export function withoutEnvelopes(value: Properties): Properties {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, opened(member)]));
}

function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  const members = value as Properties;
  return members[kindOfEnvelope] === secretEnvelope ? opened(members["value"]) : withoutEnvelopes(members);
}

/** Members that are undefined are left out: a Struct has no word for them and refuses them. */
export function toStruct(properties: Properties): Struct {
  const plain = JSON.parse(JSON.stringify(properties)) as Parameters<typeof structs.Struct.fromJavaScript>[0];
  return structs.Struct.fromJavaScript(plain);
}
