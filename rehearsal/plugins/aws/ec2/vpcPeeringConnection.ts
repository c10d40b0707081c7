// aws.ec2.VpcPeeringConnection.
import type { EC2Client, VpcPeeringConnection } from "@aws-sdk/client-ec2";
import type { InputsOf, Properties, PropertyTable } from "../properties.ts";
import { resourceType } from "../resourceType.ts";
import type { Context } from "../resourceType.ts";
import { changeEc2Tags, ec2TagSpecification, tagChange, tagMap, tagOutputs } from "../tags.ts";
import { waitFor } from "../wait.ts";
import { hasCode } from "./faultCode.ts";
import { describePeering, optionInputs, optionOutputs, setOptions } from "./peering.ts";

const inputs = {
  ...optionInputs,
  autoAccept: { kind: "boolean" },
  peerOwnerId: { kind: "string", replaces: true },
  peerRegion: { kind: "string", replaces: true },
  peerVpcId: { kind: "string", required: true, replaces: true },
  region: { kind: "string", replaces: true },
  tags: { kind: "stringMap" },
  tagsAll: { kind: "stringMap" },
  vpcId: { kind: "string", required: true, replaces: true },
} as const satisfies PropertyTable;

export const vpcPeeringConnection = resourceType({
  token: "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
  inputs,
  unsupported: [],
  taggable: true,
  computed: ["acceptStatus", "accepter", "requester"],
  unknownAfter: (changed) => (changed.has("autoAccept") ? ["acceptStatus"] : []),

  async create(connection, context) {
    const { CreateVpcPeeringConnectionCommand } = await import("@aws-sdk/client-ec2");
    const client = await context.clients.ec2();
    const created = await client.send(
      new CreateVpcPeeringConnectionCommand({
        VpcId: connection.vpcId,
        PeerVpcId: connection.peerVpcId,
        PeerOwnerId: connection.peerOwnerId,
        PeerRegion: connection.peerRegion,
        ...ec2TagSpecification("vpc-peering-connection", connection.tagsAll ?? {}),
      }),
    );
    const id = created.VpcPeeringConnection?.VpcPeeringConnectionId ?? "";
    await settled(client, id, context);
    await accept(client, id, connection, context);
    await setOptions(client, id, connection, context);
    return { id, outputs: await outputsOf(client, id, connection, context) };
  },

  async read(id, outputs, context) {
    const client = await context.clients.ec2();
    const found = await describePeering(client, id, context.signal);
    return found === undefined ? undefined : shown(found, outputs, context);
  },

  async update({ id, oldInputs, news, changed }, context) {
    const client = await context.clients.ec2();
    await accept(client, id, news, context);
    if (changed.has("accepter") || changed.has("requester")) await setOptions(client, id, news, context);
    await changeEc2Tags(client, id, tagChange(oldInputs.tagsAll, news.tagsAll));
    return outputsOf(client, id, news, context);
  },

  async delete(id, _outputs, context) {
    const { DeleteVpcPeeringConnectionCommand } = await import("@aws-sdk/client-ec2");
    const client = await context.clients.ec2();
    try {
      await client.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
    } catch (error) {
      if (!hasCode(error, "InvalidVpcPeeringConnectionID.NotFound", "InvalidStateTransition")) throw error;
    }
    await waitFor(`VPC peering connection ${id} to be deleted`, context, async () =>
      (await describePeering(client, id, context.signal)) === undefined ? true : undefined,
    );
  },
});

/** EC2 takes a request that cannot succeed and lets it fail afterwards: what it says of that is the error here. */
async function settled(client: EC2Client, id: string, context: Context): Promise<VpcPeeringConnection> {
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

async function accept(
  client: EC2Client,
  id: string,
  { autoAccept }: Pick<InputsOf<typeof inputs>, "autoAccept">,
  context: Context,
): Promise<void> {
  if (autoAccept !== true) return;
  const connection = await describePeering(client, id, context.signal);
  if (connection?.Status?.Code !== "pending-acceptance") return;
  const { AcceptVpcPeeringConnectionCommand } = await import("@aws-sdk/client-ec2");
  await client.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId: id }));
  await waitFor(`VPC peering connection ${id} to be active`, context, async () => {
    const { Status } = await settled(client, id, context);
    return Status?.Code === "active" ? true : undefined;
  });
}

async function outputsOf(client: EC2Client, id: string, before: Properties, context: Context): Promise<Properties> {
  return shown(await settled(client, id, context), before, context);
}

function shown(connection: VpcPeeringConnection, before: Properties, context: Context): Properties {
  const { RequesterVpcInfo, AccepterVpcInfo } = connection;
  return {
    ...optionOutputs(connection),
    acceptStatus: connection.Status?.Code,
    autoAccept: before["autoAccept"],
    peerOwnerId: AccepterVpcInfo?.OwnerId,
    peerRegion: AccepterVpcInfo?.Region,
    peerVpcId: AccepterVpcInfo?.VpcId,
    region: context.region,
    vpcId: RequesterVpcInfo?.VpcId,
    ...tagOutputs(tagMap(connection.Tags), context.configuration.defaultTags, before["tags"]),
  };
}
