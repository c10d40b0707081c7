// Would a packet get through? The emulated network's answer, from subnets and security groups to an address and port.
import { holds, isIpv4 } from "../ec2/cidr.ts";
import type { Instance, SecurityGroup, Subnet } from "../ec2/model.ts";
import type { Ec2State } from "../ec2/state.ts";
import { rulesAllow } from "./rules.ts";
import { routeFrom } from "./routing.ts";

/** Where a connection comes from: the subnets and groups of the nodes that open it. */
export interface Origin {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** `element` is the id or name of what stands in the way. */
export type Reachability =
  | { readonly ok: true; readonly instanceId: string }
  | { readonly ok: false; readonly element: string; readonly reason: string };

type Broken = Extract<Reachability, { ok: false }>;

/**
 * Judges every step of the way, in the order in which a packet meets it: the origin's egress, the way there, the
 * instance's ingress and the way back (security groups are stateful, so the answer needs a route only). Any node of the
 * origin may open the connection, so each of its subnets has to get through.
 */
export function reachability(states: readonly Ec2State[], from: Origin, to: string): Reachability {
  const [address = "", portText = ""] = to.split(":");
  const port = Number(portText);
  if (!isIpv4(address) || !Number.isInteger(port)) {
    return broken(to, "is not an address and port of the emulated network, such as 10.0.0.241:6379");
  }
  const home = states.find((state) => state.vpcs.has(from.vpcId));
  if (home === undefined) return broken(from.vpcId, "does not exist");
  if (from.subnetIds.length === 0) return broken(from.vpcId, "has no subnet named for the origin");

  let instance: Instance | undefined;
  for (const subnetId of from.subnetIds) {
    const step = fromSubnet(states, home, from, subnetId, address, port);
    if (!step.ok) return step;
    instance = step.instance;
  }
  return instance === undefined ? broken(address, "is no instance's address") : { ok: true, instanceId: instance.id };
}

function fromSubnet(
  states: readonly Ec2State[],
  home: Ec2State,
  from: Origin,
  subnetId: string,
  address: string,
  port: number,
): Broken | { readonly ok: true; readonly instance: Instance } {
  const subnet = home.subnets.get(subnetId);
  if (subnet?.vpcId !== from.vpcId) return broken(subnetId, `is no subnet of ${from.vpcId}`);
  const there = routeFrom(home, subnet, address);
  if (there.kind === "broken") return broken(there.element, there.reason);
  const far = there.kind === "local" ? { state: home, vpcId: from.vpcId } : farSide(states, there.vpcId);
  if (far === undefined) return broken(there.kind === "peering" ? there.vpcId : from.vpcId, "does not exist");
  const found = instanceAt(far.state, far.vpcId, address);
  if (found === undefined) return broken(address, `is no instance's address in ${far.vpcId}`);
  const groupsOf = (state: Ec2State, ids: readonly string[]): SecurityGroup[] =>
    ids.flatMap((id) => state.securityGroups.get(id) ?? []);

  const missing = from.securityGroupIds.find((id) => !home.securityGroups.has(id));
  if (missing !== undefined) return broken(missing, "does not exist");
  const destination = { addresses: `${address}/32`, groupIds: found.instance.securityGroupIds };
  if (!rulesAllow(groupsOf(home, from.securityGroupIds), "egress", port, destination)) {
    return broken(named(from.securityGroupIds), `let no tcp traffic out to ${address} port ${port}`);
  }
  // A rule that names a group works within a VPC and across a peering, as long as both ends are in one region.
  const groupIds = far.state.region === home.region ? from.securityGroupIds : [];
  const origin = { addresses: subnet.cidr, groupIds };
  if (!rulesAllow(groupsOf(far.state, found.instance.securityGroupIds), "ingress", port, origin)) {
    return broken(
      named(found.instance.securityGroupIds),
      `let no tcp traffic in to port ${port} from ${subnet.cidr} (${subnet.id}) or from ${named(groupIds)}`,
    );
  }
  const back = routeFrom(far.state, found.subnet, subnet.cidr);
  if (back.kind === "broken") return broken(back.element, back.reason);
  const returns = back.kind === "local" ? far.vpcId : back.vpcId;
  if (returns !== from.vpcId) return broken(back.tableId, `sends ${subnet.cidr} to ${returns}, not to ${from.vpcId}`);
  return { ok: true, instance: found.instance };
}

function farSide(states: readonly Ec2State[], vpcId: string): { state: Ec2State; vpcId: string } | undefined {
  const state = states.find((one) => one.vpcs.has(vpcId));
  return state === undefined ? undefined : { state, vpcId };
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

function named(groupIds: readonly string[]): string {
  return groupIds.length === 0 ? "(no security group)" : groupIds.join(", ");
}

function broken(element: string, reason: string): Broken {
  return { ok: false, element, reason };
}
