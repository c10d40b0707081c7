import type {
  AcceptVpcPeeringConnectionCommandInput,
  AcceptVpcPeeringConnectionCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { invalidStateTransition, operationNotPermitted } from "./faults.ts";
import { isOwn, peeringConnection, shownPeering } from "./peering.ts";

/** Only the accepter may accept, in the accepter's own region. */
export function acceptVpcPeeringConnection(
  input: AcceptVpcPeeringConnectionCommandInput,
  at: Place,
): Omit<AcceptVpcPeeringConnectionCommandOutput, "$metadata"> {
  const connection = peeringConnection(at.ec2, input.VpcPeeringConnectionId);
  if (connection.accepter.ownerId !== at.account) {
    throw operationNotPermitted(`User ${at.account} cannot accept peering ${connection.id}`);
  }
  if (!isOwn(at.ec2, connection.accepter)) {
    throw operationNotPermitted(
      `Incorrect region ( ${at.region} ) specified for this request. VPC peering connection ${connection.id} must be ` +
        `accepted in region ${connection.accepter.region}`,
    );
  }
  switch (connection.status) {
    case "pending-acceptance":
      connection.status = "active";
      connection.statusMessage = "Active";
      return { VpcPeeringConnection: shownPeering(at.ec2, connection, "provisioning") };
    case "active":
      return { VpcPeeringConnection: shownPeering(at.ec2, connection) };
    case "failed":
    case "deleted":
      throw invalidStateTransition(connection.id, connection.status, "active");
  }
}
