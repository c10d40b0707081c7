// Which route table leads where, so that target, source and application find each other over the connection.

export interface Side {
  readonly vpcId: string;
  readonly cidrs: readonly string[];
  readonly routeTableIds: readonly string[];
}

export interface RouteWishes {
  readonly mode: "sameVpc" | "peering" | "existing";
  readonly target: Side;
  readonly source: Side;
  /**
   * Of the application's subnets: on the source's side of the connection, and possibly the source's own tables. A peering
   * leads nowhere beyond its two VPCs, and within the target's VPC no route is wanted.
   */
  readonly applicationRouteTableIds: readonly string[];
  /** `standing`: the connection exists with its routes, which are judged and not made. */
  readonly routes: "manage" | "standing";
  /** False once the migration is over and its path is to go. */
  readonly stands: boolean;
}

export interface RouteWish {
  readonly name: string;
  /** Whose network the table is in. */
  readonly side: "target" | "source";
  readonly routeTableId: string;
  readonly destinationCidrBlock: string;
}

/**
 * When the path goes, the application keeps its routes over a connection that is not this program's, and the target those
 * back: a connection that exists goes on without the migration. One that this program made ends, and every route with it.
 */
export function routesOf(name: string, wishes: RouteWishes): RouteWish[] {
  const { mode, target, source, applicationRouteTableIds: application, stands } = wishes;
  const isApplicationOnly = mode === "existing" && !stands && application.length > 0;
  if (mode === "sameVpc" || wishes.routes === "standing" || (!stands && !isApplicationOnly)) return [];
  const inSource = isApplicationOnly ? application : [...new Set([...source.routeTableIds, ...application])];
  return [
    ...wishesOf(`${name}-to-source`, "target", target.routeTableIds, source.cidrs),
    ...wishesOf(`${name}-to-target`, "source", inSource, target.cidrs),
  ];
}

function wishesOf(
  name: string,
  side: RouteWish["side"],
  routeTableIds: readonly string[],
  cidrs: readonly string[],
): RouteWish[] {
  return routeTableIds.flatMap((routeTableId) =>
    cidrs.map((destinationCidrBlock) => ({
      name: `${name}-${routeTableId}-${destinationCidrBlock}`,
      side,
      routeTableId,
      destinationCidrBlock,
    })),
  );
}
