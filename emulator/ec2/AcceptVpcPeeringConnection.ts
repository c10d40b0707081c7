import type {
  AcceptVpcPeeringConnectionCommandInput,
  AcceptVpcPeeringConnectionCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { invalidStateTransition } from "./faults.ts";
import { peeringConnection, requireAccepter, shownPeering } from "./peering.ts";

/** Only the accepter may accept, in the accepter's own region. */
export function acceptVpcPeeringConnection(
  input: AcceptVpcPeeringConnectionCommandInput,
  at: Place,
): Omit<AcceptVpcPeeringConnectionCommandOutput, "$metadata"> {
  const connection = peeringConnection(at.ec2, input.VpcPeeringConnectionId);
  requireAccepter(at.ec2, connection, "accept");
  switch (connection.status) {
    case "pending-acceptance":
      connection.status = "active";
      connection.statusMessage = "Active";
      return { VpcPeeringConnection: shownPeering(at.ec2, connection, "provisioning") };
    case "active":
      return { VpcPeeringConnection: shownPeering(at.ec2, connection) };
    case "rejected":
    case "failed":
    case "deleted":
      throw invalidStateTransition(connection.id, connection.status, "active");
  }
}
