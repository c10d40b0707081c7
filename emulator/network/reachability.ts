// Would the nodes of a group reach an address and port? From subnets and security groups to an instance.
import { holds, isIpv4 } from "../ec2/cidr.ts";
import type { Instance, Subnet } from "../ec2/model.ts";
import type { Ec2State } from "../ec2/state.ts";
import { broken } from "./answer.ts";
import type { Broken } from "./answer.ts";
import { routeFrom } from "./routing.ts";
import { obstacle } from "./way.ts";

/** Where a connection comes from: the subnets and groups of the nodes that open it. */
export interface Origin {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

export type Reachability = { readonly ok: true; readonly instanceId: string } | Broken;

/** Any node of the origin may open the connection, so each of its subnets has to get through. */
export function reachability(states: readonly Ec2State[], from: Origin, to: string): Reachability {
  const [address = "", portText = ""] = to.split(":");
  const port = Number(portText);
  if (!isIpv4(address) || !Number.isInteger(port)) {
    return broken(to, "is not an address and port of the emulated network, such as 10.0.0.241:6379");
  }
  const home = states.find((state) => state.vpcs.has(from.vpcId));
  if (home === undefined) return broken(from.vpcId, "does not exist");
  if (from.subnetIds.length === 0) return broken(from.vpcId, "has no subnet named for the origin");

  let reached: Reachability = broken(address, "is no instance's address");
  for (const subnetId of from.subnetIds) {
    const subnet = home.subnets.get(subnetId);
    if (subnet?.vpcId !== from.vpcId) return broken(subnetId, `is no subnet of ${from.vpcId}`);
    reached = fromSubnet(states, home, subnet, from.securityGroupIds, address, port);
    if (!reached.ok) return reached;
  }
  return reached;
}

function fromSubnet(
  states: readonly Ec2State[],
  home: Ec2State,
  subnet: Subnet,
  groupIds: readonly string[],
  address: string,
  port: number,
): Reachability {
  const there = routeFrom(home, subnet, address);
  if (!there.ok) return there;
  const state = states.find((one) => one.vpcs.has(there.vpcId));
  if (state === undefined) return broken(there.vpcId, "does not exist");
  const found = instanceAt(state, there.vpcId, address);
  if (found === undefined) return broken(address, `is no instance's address in ${there.vpcId}`);
  const origin = { state: home, subnet, addresses: subnet.cidr, groupIds };
  const { instance } = found;
  const target = {
    state,
    subnet: found.subnet,
    addresses: `${address}/32`,
    groupIds: instance.securityGroupIds,
  };
  return obstacle(origin, target, port) ?? { ok: true, instanceId: instance.id };
}

function instanceAt(
  state: Ec2State,
  vpcId: string,
  address: string,
): { readonly instance: Instance; readonly subnet: Subnet } | undefined {
  for (const instance of state.instances.values()) {
    const subnet = state.subnets.get(instance.subnetId);
    if (instance.privateIp === address && subnet?.vpcId === vpcId && holds(subnet.cidr, address)) {
      return { instance, subnet };
    }
  }
  return undefined;
}
