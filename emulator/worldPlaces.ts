// The part of a world that lies in one account and region.
import type { DeclaredNetwork } from "./ec2/declared.ts";
import type { World } from "./worldShape.ts";

/** Undefined when the world has nothing there. Whatever belongs to a VPC lies where the VPC lies. */
export function networkOf(world: World | undefined, account: string, region: string): DeclaredNetwork | undefined {
  if (world === undefined) return undefined;
  const vpcs = world.vpcs.filter(
    (vpc) => (vpc.account ?? world.account) === account && (vpc.region ?? world.region) === region,
  );
  if (vpcs.length === 0) return undefined;
  const ids = new Set(vpcs.map(({ id }) => id));
  const here = ({ vpcId }: { readonly vpcId: string }) => ids.has(vpcId);
  const subnets = world.subnets.filter(here);
  const subnetIds = new Set(subnets.map(({ id }) => id));
  // A gateway leads to VPCs of other accounts too, so it brings the blocks of all of them.
  const transitGateways = world.transitGateways.map(({ id, vpcIds }) => ({
    id,
    attachments: world.vpcs
      .filter((vpc) => vpcIds.includes(vpc.id))
      .map((vpc) => ({ vpcId: vpc.id, cidrs: vpc.cidrs })),
  }));
  return {
    vpcs,
    subnets,
    routeTables: world.routeTables.filter(here),
    securityGroups: world.securityGroups.filter(here),
    transitGateways,
    networkAcls: world.networkAcls.filter(here),
    instances: world.instances.filter(({ subnetId }) => subnetIds.has(subnetId)),
  };
}
