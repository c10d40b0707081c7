// A peering connection as EC2 has it: found, waited for, accepted, and shown from the caller's side.
import type { EC2Client, VpcPeeringConnection } from "@aws-sdk/client-ec2";
import { causeText } from "../errorText.ts";
import type { InputsOf, Properties, PropertyTable } from "../properties.ts";
import type { Context } from "../resourceType.ts";
import { tagMap, tagOutputs } from "../tags.ts";
import { waitFor } from "../wait.ts";
import { hasCode } from "./faultCode.ts";

const options = { object: { allowRemoteVpcDnsResolution: { kind: "boolean" } } } as const;

/** The options of each end; every resource type of a connection takes them. */
export const optionInputs = {
  accepter: { kind: options, computed: true },
  requester: { kind: options, computed: true },
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

/** EC2 takes a request that cannot succeed and lets it fail afterwards: what it says of that is the error here. */
export async function settledPeering(client: EC2Client, id: string, context: Context): Promise<VpcPeeringConnection> {
  const { DescribeVpcPeeringConnectionsCommand } = await import("@aws-sdk/client-ec2");
  return waitFor(`VPC peering connection ${id} to be active or pending acceptance`, context, async () => {
    const { VpcPeeringConnections } = await client.send(
      new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [id] }),
      { abortSignal: context.signal },
    );
    const connection = VpcPeeringConnections?.[0];
    const { Code, Message } = connection?.Status ?? {};
    if (Code === "active" || Code === "pending-acceptance") return connection;
    if (Code === "initiating-request" || Code === "provisioning") return undefined;
    throw new Error(`VPC peering connection ${id}: unexpected state '${Code ?? "gone"}': ${Message ?? ""}`);
  });
}

/** Does nothing unless it is asked for and the connection still waits for it. */
export async function acceptPeering(
  client: EC2Client,
  id: string,
  autoAccept: boolean | undefined,
  context: Context,
): Promise<void> {
  if (autoAccept !== true) return;
  const connection = await describePeering(client, id, context.signal);
  if (connection?.Status?.Code !== "pending-acceptance") return;
  const { AcceptVpcPeeringConnectionCommand } = await import("@aws-sdk/client-ec2");
  try {
    await client.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
  } catch (error) {
    throw new Error(`accepting EC2 VPC Peering Connection (${id}): ${causeText(error)}`, { cause: error });
  }
  await waitFor(`VPC peering connection ${id} to be active`, context, async () => {
    const { Status } = await settledPeering(client, id, context);
    return Status?.Code === "active" ? true : undefined;
  });
}

/** In the accepter's account `vpcId` is the accepter's and `peer…` the requester's; elsewhere it is the other way round. */
export async function peeringOutputs(
  connection: VpcPeeringConnection,
  before: Properties,
  context: Context,
): Promise<Properties> {
  const { RequesterVpcInfo: requester, AccepterVpcInfo: accepter } = connection;
  const crossesAccounts = requester?.OwnerId !== accepter?.OwnerId;
  const isAccepters = crossesAccounts && (await context.clients.accountId()) === accepter?.OwnerId;
  const [own, peer] = isAccepters ? [accepter, requester] : [requester, accepter];
  return {
    ...optionOutputs(connection),
    acceptStatus: connection.Status?.Code,
    autoAccept: before["autoAccept"],
    peerOwnerId: peer?.OwnerId,
    peerRegion: accepter?.Region,
    peerVpcId: peer?.VpcId,
    region: context.region,
    vpcId: own?.VpcId,
    ...tagOutputs(tagMap(connection.Tags), context.configuration.defaultTags, before["tags"]),
  };
}

/** `accepter` and `requester` as outputs; EC2 tells them once the connection is active. */
export function optionOutputs(connection: VpcPeeringConnection): Required<OptionInputs> {
  const shown = (side: VpcPeeringConnection["AccepterVpcInfo"]): OptionInputs["accepter"] =>
    side?.PeeringOptions === undefined
      ? undefined
      : { allowRemoteVpcDnsResolution: side.PeeringOptions.AllowDnsResolutionFromRemoteVpc ?? false };
  return { accepter: shown(connection.AccepterVpcInfo), requester: shown(connection.RequesterVpcInfo) };
}
