// Property values on the wire: protobuf Structs, there and back.
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { Properties } from "./properties.ts";

export function fromStruct(struct: Struct | undefined): Properties {
  return struct === undefined ? {} : struct.toJavaScript();
}

/** Members that are undefined are left out: a Struct has no word for them and refuses them. */
export function toStruct(properties: Properties): Struct {
  const plain = JSON.parse(JSON.stringify(properties)) as Parameters<typeof structs.Struct.fromJavaScript>[0];
  return structs.Struct.fromJavaScript(plain);
}
