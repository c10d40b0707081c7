// A peering connection as EC2 describes it, shared by the connection and its options.
import type { EC2Client, PeeringConnectionOptionsRequest, VpcPeeringConnection } from "@aws-sdk/client-ec2";
import type { InputsOf, PropertyTable } from "../properties.ts";
import type { Context } from "../resourceType.ts";
import { waitFor } from "../wait.ts";
import { hasCode } from "./faultCode.ts";

const options = { object: { allowRemoteVpcDnsResolution: { kind: "boolean" } } } as const;

/** The options of each end; both resource types take them. */
export const optionInputs = {
  accepter: { kind: options },
  requester: { kind: options },
} as const satisfies PropertyTable;

export type OptionInputs = Partial<InputsOf<typeof optionInputs>>;

/** The connection, or undefined when it is gone: EC2 goes on describing a deleted one for a while. */
export async function describePeering(
  client: EC2Client,
  id: string,
  signal: AbortSignal,
): Promise<VpcPeeringConnection | undefined> {
  const { DescribeVpcPeeringConnectionsCommand } = await import("@aws-sdk/client-ec2");
  try {
    const { VpcPeeringConnections } = await client.send(
      new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [id] }),
      { abortSignal: signal },
    );
    const connection = VpcPeeringConnections?.[0];
    const gone = ["deleted", "expired", "failed", "rejected"].includes(connection?.Status?.Code ?? "deleted");
    return gone ? undefined : connection;
  } catch (error) {
    if (hasCode(error, "InvalidVpcPeeringConnectionID.NotFound")) return undefined;
    throw error;
  }
}

/** Sets the options that are given and waits until EC2 tells them back. */
export async function setOptions(
  client: EC2Client,
  id: string,
  { accepter, requester }: OptionInputs,
  context: Context,
): Promise<void> {
  if (accepter === undefined && requester === undefined) return;
  const { ModifyVpcPeeringConnectionOptionsCommand } = await import("@aws-sdk/client-ec2");
  await client.send(
    new ModifyVpcPeeringConnectionOptionsCommand({
      VpcPeeringConnectionId: id,
      ...(accepter === undefined ? {} : { AccepterPeeringConnectionOptions: request(accepter) }),
      ...(requester === undefined ? {} : { RequesterPeeringConnectionOptions: request(requester) }),
    }),
    { abortSignal: context.signal },
  );
  await waitFor(`the options of VPC peering connection ${id} to take effect`, context, async () => {
    const connection = await describePeering(client, id, context.signal);
    const told = (given: typeof accepter, side: VpcPeeringConnection["AccepterVpcInfo"]): boolean =>
      given === undefined ||
      (side?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc ?? false) === (given.allowRemoteVpcDnsResolution ?? false);
    const both = told(accepter, connection?.AccepterVpcInfo) && told(requester, connection?.RequesterVpcInfo);
    return both ? true : undefined;
  });
}

function request(given: NonNullable<OptionInputs["accepter"]>): PeeringConnectionOptionsRequest {
  return { AllowDnsResolutionFromRemoteVpc: given.allowRemoteVpcDnsResolution ?? false };
}

/** `accepter` and `requester` as outputs; EC2 tells them once the connection is active. */
export function optionOutputs(connection: VpcPeeringConnection): Required<OptionInputs> {
  const shown = (side: VpcPeeringConnection["AccepterVpcInfo"]): OptionInputs["accepter"] =>
    side?.PeeringOptions === undefined
      ? undefined
      : { allowRemoteVpcDnsResolution: side.PeeringOptions.AllowDnsResolutionFromRemoteVpc ?? false };
  return { accepter: shown(connection.AccepterVpcInfo), requester: shown(connection.RequesterVpcInfo) };
}
