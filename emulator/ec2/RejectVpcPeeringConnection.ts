import type {
  RejectVpcPeeringConnectionCommandInput,
  RejectVpcPeeringConnectionCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { invalidStateTransition } from "./faults.ts";
import { peeringConnection, requireAccepter } from "./peering.ts";

/** Only the accepter may reject, in the accepter's own region, and only what still waits for an answer. */
export function rejectVpcPeeringConnection(
  input: RejectVpcPeeringConnectionCommandInput,
  at: Place,
): Omit<RejectVpcPeeringConnectionCommandOutput, "$metadata"> {
  const connection = peeringConnection(at.ec2, input.VpcPeeringConnectionId);
  requireAccepter(at.ec2, connection, "reject");
  if (connection.status !== "pending-acceptance") {
    throw invalidStateTransition(connection.id, connection.status, "rejected");
  }
  connection.status = "rejected";
  connection.statusMessage = `Rejected by ${at.account}`;
  return { Return: true };
}
