// aws.ec2.VpcPeeringConnection: the requester's side of a connection, to a VPC of any account and region.
import { PartlyCreated } from "../partlyCreated.ts";
import type { PropertyTable } from "../properties.ts";
import { resourceType } from "../resourceType.ts";
import { changeEc2Tags, ec2TagSpecification, tagChange } from "../tags.ts";
import { waitFor } from "../wait.ts";
import { hasCode } from "./faultCode.ts";
import { acceptPeering, describePeering, optionInputs, peeringOutputs, settledPeering } from "./peering.ts";
import { changedSides, setOptionsOfActive } from "./peeringOptions.ts";

const inputs = {
  ...optionInputs,
  autoAccept: { kind: "boolean" },
  peerOwnerId: { kind: "string", computed: true, replaces: true },
  peerRegion: { kind: "string", computed: true, replaces: true },
  peerVpcId: { kind: "string", required: true, replaces: true },
  region: { kind: "string", computed: true, replaces: true },
  tags: { kind: "stringMap" },
  tagsAll: { kind: "stringMap" },
  vpcId: { kind: "string", required: true, replaces: true },
} as const satisfies PropertyTable;

export const vpcPeeringConnection = resourceType({
  token: "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
  inputs,
  unsupported: [],
  taggable: true,
  computed: ["acceptStatus", "accepter", "peerOwnerId", "peerRegion", "requester"],
  unknownAfter: (changed) => (changed.has("autoAccept") ? ["acceptStatus"] : []),

  async create(connection, context) {
    if (connection.peerRegion !== undefined && connection.autoAccept === true) {
      // The real provider looks when it creates, too: no preview tells it.
      throw new Error('"peerRegion" cannot be set whilst "autoAccept" is true when creating a VPC Peering Connection');
    }
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
    try {
      await settledPeering(client, id, context);
      await acceptPeering(client, id, connection.autoAccept, context);
      await setOptionsOfActive(client, id, connection, context);
      return { id, outputs: await peeringOutputs(await settledPeering(client, id, context), connection, context) };
    } catch (error) {
      // The connection exists, even one that only its peer may accept: the state has to hold it.
      throw new PartlyCreated(id, { ...connection, region: context.region }, error);
    }
  },

  async read(id, outputs, context) {
    const client = await context.clients.ec2();
    const found = await describePeering(client, id, context.signal);
    return found === undefined ? undefined : peeringOutputs(found, outputs, context);
  },

  async update({ id, oldInputs, news, changed }, context) {
    const client = await context.clients.ec2();
    await acceptPeering(client, id, news.autoAccept, context);
    await setOptionsOfActive(client, id, changedSides(news, changed), context);
    await changeEc2Tags(client, id, tagChange(oldInputs.tagsAll, news.tagsAll));
    return peeringOutputs(await settledPeering(client, id, context), news, context);
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
