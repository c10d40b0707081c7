import type {
  ModifyVpcPeeringConnectionOptionsCommandInput,
  ModifyVpcPeeringConnectionOptionsCommandOutput,
  PeeringConnectionOptions,
  PeeringConnectionOptionsRequest,
} from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { operationNotPermitted } from "./faults.ts";
import { isOwn, peeringConnection } from "./peering.ts";
import type { PeeringSide } from "./model.ts";
import type { Ec2State } from "./state.ts";

/** Options belong to a side: an account sets those of its own side, and only once the peering is active. */
export function modifyVpcPeeringConnectionOptions(
  input: ModifyVpcPeeringConnectionOptionsCommandInput,
  at: Place,
): Omit<ModifyVpcPeeringConnectionOptionsCommandOutput, "$metadata"> {
  const connection = peeringConnection(at.ec2, input.VpcPeeringConnectionId);
  if (connection.status !== "active") {
    throw operationNotPermitted(
      `Peering ${connection.id} is not active. Peering options can be added only to active peerings.`,
    );
  }
  const asked = [
    { side: connection.accepter, role: "accepter", options: input.AccepterPeeringConnectionOptions },
    { side: connection.requester, role: "requester", options: input.RequesterPeeringConnectionOptions },
  ] as const;
  for (const { side, role, options } of asked) requireOwn(at.ec2, side, role, options);
  const [accepter, requester] = asked.map(({ side, options }) => applied(side, options));
  return {
    ...(accepter === undefined ? {} : { AccepterPeeringConnectionOptions: accepter }),
    ...(requester === undefined ? {} : { RequesterPeeringConnectionOptions: requester }),
  };
}

function requireOwn(
  state: Ec2State,
  side: PeeringSide,
  role: "accepter" | "requester",
  options: PeeringConnectionOptionsRequest | undefined,
): void {
  if (options === undefined || isOwn(state, side)) return;
  throw operationNotPermitted(
    `User ${state.account} in ${state.region} cannot modify the ${role} options: they belong to ${side.ownerId} in ${side.region}`,
  );
}

function applied(
  side: PeeringSide,
  options: PeeringConnectionOptionsRequest | undefined,
): PeeringConnectionOptions | undefined {
  if (options === undefined) return undefined;
  side.allowDnsResolutionFromRemoteVpc =
    options.AllowDnsResolutionFromRemoteVpc ?? side.allowDnsResolutionFromRemoteVpc;
  return { AllowDnsResolutionFromRemoteVpc: side.allowDnsResolutionFromRemoteVpc };
}
