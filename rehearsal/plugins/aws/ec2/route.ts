// aws.ec2.Route, to a peering connection or a gateway.
import { crc32 } from "node:zlib";
import type { CreateRouteCommandInput, ReplaceRouteCommandInput, Route } from "@aws-sdk/client-ec2";
import { exactlyOne } from "../exactlyOne.ts";
import type { InputsOf, Properties, PropertyTable } from "../properties.ts";
import { resourceType } from "../resourceType.ts";
import type { Context } from "../resourceType.ts";
import { waitFor } from "../wait.ts";
import { hasCode } from "./faultCode.ts";

const inputs = {
  destinationCidrBlock: { kind: "string", required: true, replaces: true },
  gatewayId: { kind: "string" },
  region: { kind: "string", replaces: true },
  routeTableId: { kind: "string", required: true, replaces: true },
  transitGatewayId: { kind: "string" },
  vpcPeeringConnectionId: { kind: "string" },
} as const satisfies PropertyTable;

/** Where a route may lead. */
const targets = ["gatewayId", "transitGatewayId", "vpcPeeringConnectionId"] as const;

type Inputs = InputsOf<typeof inputs>;

export const route = resourceType({
  token: "aws:ec2/route:Route",
  inputs,
  unsupported: [
    ...["carrierGatewayId", "coreNetworkArn", "destinationIpv6CidrBlock", "destinationPrefixListId"],
    ...["egressOnlyGatewayId", "localGatewayId", "natGatewayId", "networkInterfaceId", "odbNetworkArn"],
    "vpcEndpointId",
  ],
  contradictions: (given) => exactlyOne(given, targets),
  taggable: false,
  computed: ["instanceId", "instanceOwnerId", "networkInterfaceId", "origin", "state"],
  unknownAfter: () => ["origin", "state"],

  async create(given, context) {
    const { CreateRouteCommand } = await import("@aws-sdk/client-ec2");
    const client = await context.clients.ec2();
    await client.send(new CreateRouteCommand(requestOf(given)), { abortSignal: context.signal });
    const { routeTableId, destinationCidrBlock } = given;
    const found = await waitFor(`route in ${routeTableId} with destination ${destinationCidrBlock}`, context, () =>
      routeIn(routeTableId, destinationCidrBlock, context),
    );
    // The id that the real provider makes: the table and a hash of the destination.
    const id = `r-${routeTableId}${crc32(destinationCidrBlock)}`;
    return { id, outputs: outputsOf(found, routeTableId, context) };
  },

  async read(_id, outputs, context) {
    const tableId = String(outputs["routeTableId"]);
    const found = await routeIn(tableId, String(outputs["destinationCidrBlock"]), context);
    return found === undefined ? undefined : outputsOf(found, tableId, context);
  },

  async update({ news }, context) {
    const { ReplaceRouteCommand } = await import("@aws-sdk/client-ec2");
    const client = await context.clients.ec2();
    await client.send(new ReplaceRouteCommand(requestOf(news)), { abortSignal: context.signal });
    const found = await routeIn(news.routeTableId, news.destinationCidrBlock, context);
    if (found === undefined) throw new Error(`the route to ${news.destinationCidrBlock} is gone after its change`);
    return outputsOf(found, news.routeTableId, context);
  },

  async delete(_id, outputs, context) {
    const { DeleteRouteCommand } = await import("@aws-sdk/client-ec2");
    const client = await context.clients.ec2();
    const RouteTableId = String(outputs["routeTableId"]);
    const DestinationCidrBlock = String(outputs["destinationCidrBlock"]);
    try {
      await client.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }));
    } catch (error) {
      if (!hasCode(error, "InvalidRoute.NotFound", "InvalidRouteTableID.NotFound")) throw error;
    }
  },
});

function requestOf(given: Inputs): CreateRouteCommandInput & ReplaceRouteCommandInput {
  return {
    RouteTableId: given.routeTableId,
    DestinationCidrBlock: given.destinationCidrBlock,
    GatewayId: given.gatewayId,
    TransitGatewayId: given.transitGatewayId,
    VpcPeeringConnectionId: given.vpcPeeringConnectionId,
  };
}

async function routeIn(tableId: string, destination: string, context: Context): Promise<Route | undefined> {
  const { DescribeRouteTablesCommand } = await import("@aws-sdk/client-ec2");
  const client = await context.clients.ec2();
  try {
    const { RouteTables } = await client.send(new DescribeRouteTablesCommand({ RouteTableIds: [tableId] }), {
      abortSignal: context.signal,
    });
    return RouteTables?.[0]?.Routes?.find((one) => one.DestinationCidrBlock === destination);
  } catch (error) {
    if (hasCode(error, "InvalidRouteTableID.NotFound")) return undefined;
    throw error;
  }
}

function outputsOf(found: Route, routeTableId: string, context: Context): Properties {
  return {
    destinationCidrBlock: found.DestinationCidrBlock,
    gatewayId: found.GatewayId,
    origin: found.Origin,
    region: context.region,
    routeTableId,
    state: found.State,
    transitGatewayId: found.TransitGatewayId,
    vpcPeeringConnectionId: found.VpcPeeringConnectionId,
  };
}
