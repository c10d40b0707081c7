// Whether the connection between two VPCs stands. Of a transit gateway nothing is read: its routes tell.
import { finding, type Finding } from "./findings.ts";
import type { ConnectionReading } from "./networkReading.ts";
import type { PathPlan, Plan } from "./plan.ts";

export function* connectionFindings({ path }: Plan, connection: ConnectionReading): Iterable<Finding> {
  switch (connection.kind) {
    case "sameVpc":
    case "transitGateway":
      return;
    case "peering":
      yield* peering(path, connection);
  }
}

function* peering(path: PathPlan, reading: Extract<ConnectionReading, { kind: "peering" }>): Iterable<Finding> {
  const { id, status, vpcIds } = reading;
  const ends = [path.target.vpcId, path.source.vpcId];
  const between = `between ${ends.join(" and ")}`;
  const expected = `an active peering connection ${between}`;
  const isExisting = path.mode === "existing";
  if (status === "") {
    const found = isExisting ? `there is no ${path.peeringConnectionId}` : `no peering connection ${between}`;
    yield finding("network-peering", "blocking", found, expected, isExisting ? otherId : putItBack);
  } else if (!ends.every((vpcId) => vpcIds.includes(vpcId))) {
    const found = `${id} joins ${vpcIds.join(" and ")}`;
    yield finding("network-peering", "blocking", found, expected, otherId);
  } else if (status !== "active") {
    yield finding("network-peering", "blocking", `${id} is ${status}`, expected, remedy(isExisting, id, status));
  }
}

const otherId = "set network.peeringConnectionId to the connection that joins them and is active";
const putItBack = "let the program make it anew (pulumi refresh, then pulumi up, in prepare)";

function remedy(isExisting: boolean, id: string, status: string): string {
  // EC2 passes through these by itself, within seconds.
  if (status === "initiating-request" || status === "provisioning") return "wait a minute and run pulumi up again";
  if (status === "pending-acceptance") {
    const accept = `aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id ${id}`;
    return isExisting
      ? `let the accepter's owner accept it (${accept})`
      : `accept it in the source's account and region (${accept}), or run pulumi up in prepare, which does`;
  }
  return isExisting ? otherId : putItBack;
}
