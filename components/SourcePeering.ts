// VPC peering between source and target with routes both ways. In one VPC there is nothing to do, and nothing is made.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { hold, type Guard } from "./guard.ts";

export interface SourcePeeringArgs {
  readonly mode: "sameVpc" | "peering";
  readonly target: Side;
  readonly source: Side;
  /** Private DNS names of either side resolve to private addresses on the other. */
  readonly dnsResolution: boolean;
  /** Tag `Name` of the connection. */
  readonly label: string;
}

export interface Side {
  readonly vpcId: string;
  readonly cidrs: readonly string[];
  readonly routeTableIds: readonly string[];
}

export class SourcePeering extends pulumi.ComponentResource {
  /** What must stand before a rule may refer to a security group of the other VPC. */
  readonly path: readonly pulumi.Resource[];

  constructor(name: string, args: SourcePeeringArgs, guard: Guard, options: pulumi.ComponentResourceOptions = {}) {
    super("elasticache-online-migration:index:SourcePeering", name, {}, options);
    this.path = args.mode === "peering" ? this.#peer(name, args, guard) : [];
    this.registerOutputs({});
  }

  #peer(name: string, { target, source, dnsResolution, label }: SourcePeeringArgs, guard: Guard): pulumi.Resource[] {
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
    return [
      connection,
      ...this.#routes(`${name}-to-source`, connection, target.routeTableIds, source.cidrs, guard),
      ...this.#routes(`${name}-to-target`, connection, source.routeTableIds, target.cidrs, guard),
    ];
  }

  #routes(
    name: string,
    connection: aws.ec2.VpcPeeringConnection,
    routeTableIds: readonly string[],
    cidrs: readonly string[],
    guard: Guard,
  ): pulumi.Resource[] {
    return routeTableIds.flatMap((routeTableId) =>
      cidrs.map(
        (destinationCidrBlock) =>
          new aws.ec2.Route(
            `${name}-${routeTableId}-${destinationCidrBlock}`,
            { routeTableId, destinationCidrBlock, vpcPeeringConnectionId: connection.id },
            hold(guard, this, "route"),
          ),
      ),
    );
  }
}
