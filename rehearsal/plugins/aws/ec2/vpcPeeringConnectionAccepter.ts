// aws.ec2.VpcPeeringConnectionAccepter: the accepter's side of a connection that somebody else has asked for.
import type { PropertyTable } from "../properties.ts";
import { resourceType } from "../resourceType.ts";
import { changeEc2Tags, tagChange } from "../tags.ts";
import { acceptPeering, describePeering, optionInputs, peeringOutputs, settledPeering } from "./peering.ts";
import { changedSides, setOptionsOfActive } from "./peeringOptions.ts";

const inputs = {
  ...optionInputs,
  autoAccept: { kind: "boolean" },
  region: { kind: "string", computed: true, replaces: true },
  tags: { kind: "stringMap" },
  tagsAll: { kind: "stringMap" },
  vpcPeeringConnectionId: { kind: "string", required: true, replaces: true },
} as const satisfies PropertyTable;

export const vpcPeeringConnectionAccepter = resourceType({
  token: "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
  inputs,
  unsupported: [],
  taggable: true,
  computed: ["acceptStatus", "accepter", "peerOwnerId", "peerRegion", "peerVpcId", "requester", "vpcId"],
  unknownAfter: (changed) => (changed.has("autoAccept") ? ["acceptStatus"] : []),

  async create(accepted, context) {
    const client = await context.clients.ec2();
    const id = accepted.vpcPeeringConnectionId;
    // What is not there cannot be accepted; the request may still be on its way from another region.
    await settledPeering(client, id, context);
    await acceptPeering(client, id, accepted.autoAccept, context);
    await setOptionsOfActive(client, id, accepted, context);
    await changeEc2Tags(client, id, tagChange({}, accepted.tagsAll));
    const outputs = await peeringOutputs(await settledPeering(client, id, context), accepted, context);
    return { id, outputs: { ...outputs, vpcPeeringConnectionId: id } };
  },

  async read(id, outputs, context) {
    const found = await describePeering(await context.clients.ec2(), id, context.signal);
    if (found === undefined) return undefined;
    return { ...(await peeringOutputs(found, outputs, context)), vpcPeeringConnectionId: id };
  },

  async update({ id, oldInputs, news, changed }, context) {
    const client = await context.clients.ec2();
    await acceptPeering(client, id, news.autoAccept, context);
    await setOptionsOfActive(client, id, changedSides(news, changed), context);
    await changeEc2Tags(client, id, tagChange(oldInputs.tagsAll, news.tagsAll));
    const outputs = await peeringOutputs(await settledPeering(client, id, context), news, context);
    return { ...outputs, vpcPeeringConnectionId: id };
  },

  /** The real provider calls nothing here either: the connection is the requester's to delete. */
  async delete() {
    await Promise.resolve();
  },
});
