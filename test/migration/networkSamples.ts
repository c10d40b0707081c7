// A network in which nothing stands in the way, in each shape of path: tests change the one thing that they are about.
import type {
  AclEntryReading,
  Answer,
  ConnectionReading,
  NetworkReading,
  RouteReading,
  RuleReading,
  Unread,
} from "../../migration/networkReading.ts";
import type { PathPlan, Plan } from "../../migration/plan.ts";

export const shapes = ["sameVpc", "peering", "otherAccount", "transitGateway"] as const;
export type Shape = (typeof shapes)[number];

export function networkPlan(shape: Shape, change: Partial<PathPlan> = {}): Plan {
  const same = shape === "sameVpc";
  return {
    groupId: "cache-prod",
    source: {
      host: same ? "10.0.0.241" : "10.1.0.241",
      port: 6379,
      primaries: [],
      clusterMode: "disabled",
      shards: 1,
      engine: "redis",
      version: "7.0.15",
      databases: 16,
      datasetGiB: 1,
    },
    target: {
      existing: false,
      engine: "redis",
      engineVersion: "7.0",
      nodeType: "cache.m6g.large",
      port: 6380,
      shards: 1,
      replicasPerShard: 1,
      slots: [],
      reservedMemoryPercent: 25,
      atRest: false,
    },
    path: {
      mode: shape === "otherAccount" ? "peering" : shape === "transitGateway" ? "existing" : shape,
      peeringConnectionId: "",
      transitGatewayId: shape === "transitGateway" ? "tgw-1" : "",
      source: {
        vpcId: same ? "vpc-t" : "vpc-s",
        cidrs: same ? ["10.0.0.0/16"] : ["10.1.0.0/16"],
        subnetIds: ["subnet-s1", "subnet-s2"],
        routeTableIds: [same ? "rtb-t" : "rtb-s"],
        securityGroupId: "sg-source",
        region: shape === "otherAccount" ? "eu-west-1" : "",
        accountId: shape === "otherAccount" ? "210987654321" : "",
        roleArn: shape === "otherAccount" ? "arn:aws:iam::210987654321:role/migration" : "",
      },
      target: {
        vpcId: "vpc-t",
        cidrs: ["10.0.0.0/16"],
        subnetIds: ["subnet-t1", "subnet-t2"],
        routeTableIds: ["rtb-t"],
      },
      application: { securityGroupIds: ["sg-app"], cidrs: ["10.0.64.0/20"], routeTableIds: [] },
      ...change,
    },
    waitFor: "inSync",
    deadlineMinutes: 45,
    pollSeconds: 5,
    inSyncForSeconds: 60,
    maxLagBytes: 1000,
    discardTargetData: "",
    forceAbort: "",
    allowDestroy: false,
    overrides: [],
    probe: "direct",
    addresses: {},
  };
}

export const tcp = (port: number, peer: RuleReading["peer"]): RuleReading => ({
  id: "sgr-1",
  protocol: "tcp",
  fromPort: port,
  toPort: port,
  peer,
});

export const route = (destination: string, target: string, active = true): RouteReading => ({
  destination,
  target,
  active,
});

export const entry = (ruleNumber: number, egress: boolean, change: Partial<AclEntryReading> = {}): AclEntryReading => ({
  ruleNumber,
  egress,
  protocol: "-1",
  fromPort: -1,
  toPort: -1,
  cidr: "0.0.0.0/0",
  allow: true,
  ...change,
});

/** As AWS makes a default ACL: everything, and the entry that would deny the rest. */
export const openAcl: readonly AclEntryReading[] = [false, true].flatMap((egress) => [
  entry(100, egress),
  entry(32_767, egress, { allow: false }),
]);

export interface NetworkChange {
  readonly targetEgress?: readonly RuleReading[];
  readonly targetIngress?: readonly RuleReading[];
  readonly sourceIngress?: readonly RuleReading[];
  readonly targetRoutes?: readonly RouteReading[];
  readonly sourceRoutes?: readonly RouteReading[];
  readonly targetAcl?: readonly AclEntryReading[];
  readonly sourceAcl?: readonly AclEntryReading[];
  readonly connection?: ConnectionReading;
}

export function networkReading(shape: Shape, change: NetworkChange = {}): NetworkReading {
  const same = shape === "sameVpc";
  const byReference = same || shape === "peering";
  const sourceCidr = same ? "10.0.0.0/16" : "10.1.0.0/16";
  const [connection, via] = connectionOf(shape);
  const local = route("10.0.0.0/16", "local");
  return {
    target: {
      securityGroups: read([
        {
          id: "sg-target",
          egress: change.targetEgress ?? [tcp(6379, { cidr: sourceCidr })],
          ingress: change.targetIngress ?? [
            tcp(6380, { securityGroupId: "sg-app" }),
            tcp(6380, { cidr: "10.0.64.0/20" }),
          ],
        },
      ]),
      subnets: read([
        { id: "subnet-t1", cidr: "10.0.1.0/24", zone: "us-east-1a" },
        { id: "subnet-t2", cidr: "10.0.2.0/24", zone: "us-east-1b" },
      ]),
      routeTables: read([
        {
          id: "rtb-t",
          subnetIds: ["subnet-t1", "subnet-t2"],
          routes: change.targetRoutes ?? (same ? [local] : [local, route(sourceCidr, via)]),
        },
      ]),
      acls: read([{ id: "acl-t", subnetIds: ["subnet-t1", "subnet-t2"], entries: change.targetAcl ?? openAcl }]),
    },
    source: {
      securityGroups: read([
        {
          id: "sg-source",
          egress: [],
          ingress: change.sourceIngress ?? [
            tcp(6379, byReference ? { securityGroupId: "sg-target" } : { cidr: "10.0.0.0/16" }),
          ],
        },
      ]),
      subnets: read([
        { id: "subnet-s1", cidr: same ? "10.0.0.0/24" : "10.1.0.0/24", zone: "us-east-1a" },
        { id: "subnet-s2", cidr: same ? "10.0.3.0/24" : "10.1.3.0/24", zone: "us-east-1b" },
      ]),
      routeTables: read([
        {
          id: same ? "rtb-t" : "rtb-s",
          subnetIds: ["subnet-s1", "subnet-s2"],
          routes: change.sourceRoutes ?? (same ? [local] : [route(sourceCidr, "local"), route("10.0.0.0/16", via)]),
        },
      ]),
      acls: read([{ id: "acl-s", subnetIds: ["subnet-s1", "subnet-s2"], entries: change.sourceAcl ?? openAcl }]),
    },
    connection: read(change.connection ?? connection),
  };
}

function connectionOf(shape: Shape): [ConnectionReading, string] {
  switch (shape) {
    case "sameVpc":
      return [{ kind: "sameVpc" }, "local"];
    case "peering":
    case "otherAccount":
      return [peering("active"), "pcx-1"];
    case "transitGateway":
      return [{ kind: "transitGateway", id: "tgw-1" }, "tgw-1"];
  }
}

/** Of an empty status: no such connection. */
export const peering = (status: string, vpcIds: readonly string[] = ["vpc-t", "vpc-s"]): ConnectionReading => ({
  kind: "peering",
  id: status === "" ? "" : "pcx-1",
  status,
  vpcIds: status === "" ? [] : vpcIds,
});

export function read<Value>(value: Value): Answer<Value> {
  return { kind: "read", value };
}

export const denied = (action: string): Unread => ({
  kind: "unread",
  action,
  denied: true,
  why: "UnauthorizedOperation: You are not authorized to perform this operation.",
});
