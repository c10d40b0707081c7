import type {
  DeleteVpcPeeringConnectionCommandInput,
  DeleteVpcPeeringConnectionCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { invalidStateTransition } from "./faults.ts";
import { peeringConnection } from "./peering.ts";

/** Either side may delete. The connection stays to be described as `deleted`, and routes to it become black holes. */
export function deleteVpcPeeringConnection(
  input: DeleteVpcPeeringConnectionCommandInput,
  at: Place,
): Omit<DeleteVpcPeeringConnectionCommandOutput, "$metadata"> {
  const connection = peeringConnection(at.ec2, input.VpcPeeringConnectionId);
  switch (connection.status) {
    case "pending-acceptance":
    case "active":
      connection.status = "deleted";
      connection.statusMessage = `Deleted by ${at.account}`;
      return { Return: true };
    case "rejected":
    case "failed":
    case "deleted":
      throw invalidStateTransition(connection.id, connection.status, "deleting");
  }
}
