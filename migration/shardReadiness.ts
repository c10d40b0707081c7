// Whether each shard of a source in cluster mode finds its own in the target, at an address that AWS can connect to.
import { finding, type Finding } from "./findings.ts";
import { contains, isAddress, isPrivateAddress } from "./networks.ts";
import type { GroupReading, SourceShard, TopologyReading } from "./observation.ts";
import type { Plan } from "./plan.ts";
import { canonicalSlots } from "./slots.ts";
import { asAwsSeesIt } from "./sourceNodes.ts";

export function* shardReadiness(plan: Plan, group: GroupReading, topology: TopologyReading): Iterable<Finding> {
  if (topology.kind === "unreadable") {
    yield finding(
      "source-cluster-mode",
      "blocking",
      `${plan.source.host}:${plan.source.port} does not tell its shards: ${topology.reason}`,
      "CLUSTER SLOTS answers",
      "start the source in cluster mode, or allow CLUSTER to this process",
    );
    return;
  }
  const { shards } = topology;
  if (shards.length !== plan.source.shards) {
    yield finding(
      "shard-count",
      "blocking",
      `the source has ${shards.length} shards`,
      `${plan.source.shards}, as source.shards says`,
      `set source.shards to ${shards.length}, and run pulumi up in prepare`,
    );
  }
  yield* addresses(plan, shards);
  if (group.kind === "present") yield* slots(shards, group);
}

function* addresses(plan: Plan, shards: readonly SourceShard[]): Iterable<Finding> {
  const announced = shards.map(({ primary }) => asAwsSeesIt(primary, plan));
  const otherPorts = announced.filter((address) => address.split(":")[1] !== String(plan.source.port));
  if (otherPorts.length > 0) {
    yield finding(
      "source-ports",
      "blocking",
      `shards at ${otherPorts.join(", ")}`,
      `port ${plan.source.port} on every shard, as on the endpoint`,
      "let all instances of the source listen on one port",
    );
  }
  const wrong = announced.filter((address) => !isWithin(address.split(":")[0] ?? "", plan.path.source.cidrs));
  if (wrong.length > 0) {
    yield finding(
      "source-announces",
      "blocking",
      `shards announced at ${wrong.join(", ")}`,
      `private addresses in source.cidrs (${plan.path.source.cidrs.join(", ")})`,
      "set cluster-announce-ip on the source's nodes to the instances' private addresses",
    );
  }
  const { primaries } = plan.source;
  const unnamed = announced.filter((address) => !primaries.includes(address));
  if (primaries.length > 0 && unnamed.length > 0) {
    yield finding(
      "source-is-replica",
      "warning",
      `the source's primaries are ${announced.join(", ")}`,
      `${primaries.join(", ")}, as source.primaries says`,
      "set source.primaries to what the source is now, or leave it out: in cluster mode it is found",
    );
  }
}

/** A name is judged by nobody here: only AWS's resolver knows what it means there. */
function isWithin(host: string, cidrs: readonly string[]): boolean {
  if (!isAddress(host)) return host !== "";
  return isPrivateAddress(host) && cidrs.some((cidr) => contains(cidr, host));
}

function* slots(shards: readonly SourceShard[], group: Extract<GroupReading, { kind: "present" }>): Iterable<Finding> {
  const owned = new Set(shards.map((shard) => shard.slots));
  const without = group.shards.filter((shard) => !owned.has(canonicalSlots(shard.slots)));
  if (without.length === 0 || group.shards.length !== shards.length) return; // another number is told by itself
  yield finding(
    "shard-slots",
    "blocking",
    `the target's shards own ${without.map((shard) => `${shard.id}: ${shard.slots}`).join("; ")}`,
    `the slots of the source's shards: ${[...owned].join("; ")}`,
    "set target.slots to the source's before the group is created, or reshard the target (AWS would reshard by itself; not supported yet)",
  );
}
