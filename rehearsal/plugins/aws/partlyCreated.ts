// A resource that exists and did not become what it should: the engine keeps it and tries an update next time.
import { Metadata, status } from "@grpc/grpc-js";
import type { StatusObject } from "@grpc/grpc-js";
import anys from "google-protobuf/google/protobuf/any_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import type { Properties } from "./properties.ts";
import { toStruct } from "./struct.ts";

export class PartlyCreated extends Error {
  readonly id: string;
  readonly outputs: Properties;

  constructor(id: string, outputs: Properties, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "PartlyCreated";
    this.id = id;
    this.outputs = outputs;
  }
}

/** The engine reads id and outputs from the details of the gRPC status. Without a reason it would forget the failure. */
export function partlyCreatedStatus({ id, outputs }: PartlyCreated, reason: string): Partial<StatusObject> {
  const detail = new messages.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(toStruct(outputs))
    .setReasonsList([reason]);
  const details = new anys.Any();
  details.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const message = new statuses.Status().setCode(status.UNKNOWN).setMessage(reason).setDetailsList([details]);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(message.serializeBinary()));
  return { code: status.UNKNOWN, details: reason, metadata };
}
