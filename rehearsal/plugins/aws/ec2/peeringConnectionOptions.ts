// aws.ec2.PeeringConnectionOptions: the options of a peering connection as a resource of its own.
import type { PropertyTable } from "../properties.ts";
import { resourceType } from "../resourceType.ts";
import type { Context } from "../resourceType.ts";
import type { Properties } from "../properties.ts";
import { describePeering, optionInputs, optionOutputs } from "./peering.ts";
import { changedSides, setOptions } from "./peeringOptions.ts";

const inputs = {
  ...optionInputs,
  region: { kind: "string", replaces: true },
  vpcPeeringConnectionId: { kind: "string", required: true, replaces: true },
} as const satisfies PropertyTable;

export const peeringConnectionOptions = resourceType({
  token: "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions",
  inputs,
  unsupported: [],
  taggable: false,
  computed: ["accepter", "requester"],
  unknownAfter: () => [],

  async create(given, context) {
    const id = given.vpcPeeringConnectionId;
    await setOptions(await context.clients.ec2(), id, given, context);
    return { id, outputs: (await outputsOf(id, context)) ?? {} };
  },

  async read(id, _outputs, context) {
    return outputsOf(id, context);
  },

  async update({ id, news, changed }, context) {
    await setOptions(await context.clients.ec2(), id, changedSides(news, changed), context);
    return (await outputsOf(id, context)) ?? {};
  },

  /** The real provider calls nothing here either: options go with their connection. */
  async delete() {
    await Promise.resolve();
  },
});

async function outputsOf(id: string, context: Context): Promise<Properties | undefined> {
  const connection = await describePeering(await context.clients.ec2(), id, context.signal);
  if (connection === undefined) return undefined;
  return { ...optionOutputs(connection), region: context.region, vpcPeeringConnectionId: id };
}
