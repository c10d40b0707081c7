// The connection between source and target with routes both ways: a VPC peering that is made here, or one (or a transit
// gateway) that exists and only gets routes. In one VPC there is nothing to do, and nothing is made.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { hold, type Guard } from "./guard.ts";
import { routesOf, type RouteWishes } from "./routes.ts";
import type { Elsewhere } from "./sourceProvider.ts";

export interface SourcePeeringArgs extends RouteWishes {
  /** With mode `existing`: one of the two. */
  readonly peeringConnectionId?: string | undefined;
  readonly transitGatewayId?: string | undefined;
  /** Private DNS names of either side resolve to private addresses on the other. Of a peering made here. */
  readonly dnsResolution: boolean;
  /** Tag `Name` of the connection. */
  readonly label: string;
  readonly elsewhere: Elsewhere;
  /** For the source's side, where that is another region or account. */
  readonly sourceProvider: aws.Provider | undefined;
}

/** What a route leads to, and what must stand before anything refers to it. */
interface Connection {
  readonly leads:
    { readonly vpcPeeringConnectionId: pulumi.Input<string> } | { readonly transitGatewayId: pulumi.Input<string> };
  readonly active: readonly pulumi.Resource[];
}

export class SourcePeering extends pulumi.ComponentResource {
  /** What must stand before a rule may refer to a security group of the other VPC. */
  readonly path: readonly pulumi.Resource[];

  constructor(name: string, args: SourcePeeringArgs, guard: Guard, options: pulumi.ComponentResourceOptions = {}) {
    super("elasticache-online-migration:index:SourcePeering", name, {}, options);
    const connection = this.#connection(name, args, guard);
    this.path = connection === undefined ? [] : [...connection.active, ...this.#routes(name, args, connection, guard)];
    this.registerOutputs({});
  }

  #connection(name: string, args: SourcePeeringArgs, guard: Guard): Connection | undefined {
    switch (args.mode) {
      case "sameVpc":
        return undefined;
      case "existing":
        return existingConnection(args);
      case "peering":
        if (!args.stands) return undefined;
        return args.sourceProvider === undefined
          ? this.#peer(name, args, guard)
          : this.#peerAcross(name, args, args.sourceProvider, guard);
    }
  }

  /** One account and region: one resource is both sides. */
  #peer(name: string, { target, source, dnsResolution, label }: SourcePeeringArgs, guard: Guard): Connection {
    const resolution = { allowRemoteVpcDnsResolution: dnsResolution };
    const connection = new aws.ec2.VpcPeeringConnection(
      `${name}-connection`,
      {
        vpcId: target.vpcId,
        peerVpcId: source.vpcId,
        autoAccept: true,
        requester: resolution,
        accepter: resolution,
        tags: { Name: label },
      },
      hold(guard, this, "vpcPeeringConnection"),
    );
    return { leads: { vpcPeeringConnectionId: connection.id }, active: [connection] };
  }

  /**
   * Asked for here, accepted over there. Everything else takes the id from the accepter, so that nothing refers to a
   * connection that is not active yet; and each side sets its own options, which AWS lets nobody else do. They are said
   * outright even where they are off: the provider does not take back options whose resource goes.
   */
  #peerAcross(name: string, args: SourcePeeringArgs, provider: aws.Provider, guard: Guard): Connection {
    const { target, source, elsewhere, dnsResolution, label } = args;
    const resolution = { allowRemoteVpcDnsResolution: dnsResolution };
    const tags = { Name: label };
    const requested = new aws.ec2.VpcPeeringConnection(
      `${name}-connection`,
      {
        vpcId: target.vpcId,
        peerVpcId: source.vpcId,
        peerOwnerId: elsewhere.account?.accountId,
        peerRegion: elsewhere.region,
        tags,
      },
      hold(guard, this, "vpcPeeringConnection"),
    );
    const accepted = new aws.ec2.VpcPeeringConnectionAccepter(
      `${name}-accepter`,
      { vpcPeeringConnectionId: requested.id, autoAccept: true, tags },
      hold(guard, this, "vpcPeeringConnectionAccepter", { provider, after: [requested] }),
    );
    const vpcPeeringConnectionId = accepted.id;
    const ours = new aws.ec2.PeeringConnectionOptions(
      `${name}-target-dns`,
      { vpcPeeringConnectionId, requester: resolution },
      hold(guard, this, "peeringConnectionOptions", { after: [accepted] }),
    );
    const theirs = new aws.ec2.PeeringConnectionOptions(
      `${name}-source-dns`,
      { vpcPeeringConnectionId, accepter: resolution },
      hold(guard, this, "peeringConnectionOptions", { provider, after: [accepted] }),
    );
    return { leads: { vpcPeeringConnectionId }, active: [requested, accepted, ours, theirs] };
  }

  #routes(name: string, args: SourcePeeringArgs, { leads, active }: Connection, guard: Guard): pulumi.Resource[] {
    return routesOf(name, args).map(({ name: routeName, side, routeTableId, destinationCidrBlock }) => {
      const provider = side === "source" ? args.sourceProvider : undefined;
      const where = { provider, after: active };
      return new aws.ec2.Route(
        routeName,
        { routeTableId, destinationCidrBlock, ...leads },
        hold(guard, this, "route", where),
      );
    });
  }
}

/** @throws if neither is named, which the configuration's rules do not let through (settings/pathRules.ts) */
function existingConnection({ peeringConnectionId, transitGatewayId }: SourcePeeringArgs): Connection {
  if (peeringConnectionId !== undefined) return { leads: { vpcPeeringConnectionId: peeringConnectionId }, active: [] };
  if (transitGatewayId !== undefined) return { leads: { transitGatewayId }, active: [] };
  throw new Error("network.mode existing without network.peeringConnectionId and network.transitGatewayId");
}
