// Which statements of a world file about what joins and parts its networks, and about roles, contradict each other?
import { overlap } from "./ec2/cidr.ts";
import type { WorldFault } from "./worldFault.ts";
import type { World } from "./worldShape.ts";

export function connectionFaults(world: World): WorldFault[] {
  return [
    ...doubles(world),
    ...sharedSubnets(world),
    ...peeringFaults(world),
    ...gatewayFaults(world),
    ...aclFaults(world),
  ];
}

function doubles(world: World): WorldFault[] {
  const named = (["peeringConnections", "transitGateways", "networkAcls"] as const).map((kind) => ({
    kind,
    member: "id",
    ids: world[kind].map(({ id }) => id),
  }));
  return [...named, { kind: "roles", member: "arn", ids: world.roles.map(({ arn }) => arn) }].flatMap(
    ({ kind, member, ids }) =>
      ids.flatMap((id, index) =>
        ids.indexOf(id) === index
          ? []
          : [{ path: [kind, index, member], message: `the ${member} "${id}" is given twice` }],
      ),
  );
}

/** EC2 associates a subnet with one route table and one network ACL. */
function sharedSubnets(world: World): WorldFault[] {
  return (["routeTables", "networkAcls"] as const).flatMap((kind) => {
    const taken = new Map<string, string>();
    return world[kind].flatMap(({ id, subnetIds }, index) =>
      subnetIds.flatMap((subnetId, at) => {
        const owner = taken.get(subnetId);
        taken.set(subnetId, owner ?? id);
        if (owner === undefined) return [];
        return [{ path: [kind, index, "subnetIds", at], message: `${subnetId} is named by "${owner}" already` }];
      }),
    );
  });
}

function peeringFaults(world: World): WorldFault[] {
  return world.peeringConnections.flatMap(({ requesterVpcId, accepterVpcId }, index) => {
    const ends = { requesterVpcId, accepterVpcId };
    const dangling = (["requesterVpcId", "accepterVpcId"] as const).flatMap((member) =>
      unknownVpc(world, ends[member], ["peeringConnections", index, member]),
    );
    const [requester, accepter] = [requesterVpcId, accepterVpcId].map((id) => world.vpcs.find((vpc) => vpc.id === id));
    const clash = requester?.cidrs.find((cidr) => accepter?.cidrs.some((other) => overlap(cidr, other)));
    if (clash === undefined) return dangling;
    const message =
      requester === accepter
        ? "a connection joins two VPCs"
        : `${requesterVpcId} and ${accepterVpcId} overlap in ${clash}, and so cannot be peered`;
    return [...dangling, { path: ["peeringConnections", index, "accepterVpcId"], message }];
  });
}

function gatewayFaults(world: World): WorldFault[] {
  return world.transitGateways.flatMap(({ vpcIds }, index) => {
    const regions = new Set(
      world.vpcs.filter(({ id }) => vpcIds.includes(id)).map(({ region }) => region ?? world.region),
    );
    const message = `a transit gateway serves one region, and its VPCs lie in ${[...regions].join(" and ")}`;
    return [
      ...vpcIds.flatMap((id, at) => unknownVpc(world, id, ["transitGateways", index, "vpcIds", at])),
      ...(regions.size > 1 ? [{ path: ["transitGateways", index, "vpcIds"], message }] : []),
    ];
  });
}

function aclFaults(world: World): WorldFault[] {
  return world.networkAcls.flatMap(({ vpcId, subnetIds, entries }, index) => [
    ...unknownVpc(world, vpcId, ["networkAcls", index, "vpcId"]),
    ...subnetIds.flatMap((id, at) => {
      const path = ["networkAcls", index, "subnetIds", at];
      const subnet = world.subnets.find((one) => one.id === id);
      if (subnet === undefined) return [{ path, message: `no subnet of this file has the id "${id}"` }];
      return subnet.vpcId === vpcId ? [] : [{ path, message: `${id} is a subnet of ${subnet.vpcId}, not of ${vpcId}` }];
    }),
    ...entries.flatMap((entry, at) => {
      const path = ["networkAcls", index, "entries", at];
      const same = entries.findIndex(
        ({ ruleNumber, egress }) => ruleNumber === entry.ruleNumber && egress === entry.egress,
      );
      const { fromPort, toPort } = entry;
      return [
        ...(same === at
          ? []
          : [{ path, message: `the rule number ${entry.ruleNumber} is given twice in one direction` }]),
        ...(toPort !== undefined && (fromPort ?? Infinity) > toPort
          ? [{ path, message: `the ports ${fromPort ?? "(no fromPort)"} to ${toPort} are no range` }]
          : []),
      ];
    }),
  ]);
}

function unknownVpc(world: World, id: string, path: (string | number)[]): WorldFault[] {
  return world.vpcs.some((vpc) => vpc.id === id) ? [] : [{ path, message: `no vpc of this file has the id "${id}"` }];
}
