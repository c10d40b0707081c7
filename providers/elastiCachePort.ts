// The ElastiCache side of the core's ports, over AWS's own SDK.
import type { NodeGroup, NodeGroupMember, ReplicationGroup } from "@aws-sdk/client-elasticache";
import type { EventReading, GroupReading, GroupShard } from "../migration/observation.ts";
import { PortError, type Accepted, type ElastiCachePort } from "../migration/ports.ts";
import { acceptedFrom, isTransient, wordsOf } from "./awsErrors.ts";
import type { Clients } from "./awsAccess.ts";

const answerWithinMs = 20_000;
/** AWS keeps events for 14 days (API reference, DescribeEvents). Asked for as a duration, which AWS's own clock measures. */
const eventsKeptMinutes = 14 * 24 * 60;

/** @param source where ElastiCache connects to, as configured */
export async function elastiCachePort(
  { asking, acting }: Clients,
  groupId: string,
  source: { readonly host: string; readonly port: number },
): Promise<ElastiCachePort> {
  const sdk = await import("@aws-sdk/client-elasticache");
  const where = {
    ReplicationGroupId: groupId,
    CustomerNodeEndpointList: [{ Address: source.host, Port: source.port }],
  };
  const within = (signal: AbortSignal) => ({
    abortSignal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
  });
  return {
    group: (signal) => ask(signal, () => readGroup({ asking, acting }, groupId, within(signal))),
    events: (signal) => ask(signal, () => readEvents({ asking, acting }, groupId, within(signal))),
    databases: (signal) => ask(signal, () => readDatabases({ asking, acting }, groupId, within(signal))),
    test: (signal) => act(signal, () => acting.send(new sdk.TestMigrationCommand(where), within(signal))),
    start: (signal) => act(signal, () => acting.send(new sdk.StartMigrationCommand(where), within(signal))),
    complete: ({ force }, signal) => {
      const input = { ReplicationGroupId: groupId, ...(force ? { Force: true } : {}) };
      return act(signal, () => acting.send(new sdk.CompleteMigrationCommand(input), within(signal)));
    },
  };
}

/** Reads the group alone, for those who need nothing else. Throws PortError. */
export async function askGroup(clients: Clients, groupId: string, signal: AbortSignal): Promise<GroupReading> {
  return ask(signal, () => readGroup(clients, groupId, { abortSignal: signal }));
}

/** Reads every event of the group that AWS still keeps, oldest first. Throws PortError. */
export async function askEvents(clients: Clients, groupId: string, signal: AbortSignal): Promise<EventReading[]> {
  return ask(signal, () => readEvents(clients, groupId, { abortSignal: signal }));
}

async function ask<T>(signal: AbortSignal, question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    signal.throwIfAborted();
    throw new PortError(wordsOf(error), isTransient(error));
  }
}

async function act(signal: AbortSignal, call: () => Promise<unknown>): Promise<Accepted> {
  try {
    await call();
    return { kind: "accepted" };
  } catch (error) {
    signal.throwIfAborted();
    return acceptedFrom(error);
  }
}

interface Options {
  readonly abortSignal: AbortSignal;
}

async function readGroup({ asking }: Clients, groupId: string, options: Options): Promise<GroupReading> {
  const { DescribeReplicationGroupsCommand, ReplicationGroupNotFoundFault } =
    await import("@aws-sdk/client-elasticache");
  try {
    const reply = await asking.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: groupId }), options);
    const [group] = reply.ReplicationGroups ?? [];
    return group === undefined ? { kind: "absent" } : toReading(group);
  } catch (error) {
    if (error instanceof ReplicationGroupNotFoundFault) return { kind: "absent" };
    throw error;
  }
}

function toReading(group: ReplicationGroup): GroupReading {
  const [first] = group.NodeGroups ?? [];
  const at = (endpoint: { Address?: string | undefined; Port?: number | undefined } | undefined) =>
    endpoint?.Address === undefined ? "" : `${endpoint.Address}:${endpoint.Port ?? ""}`;
  return {
    kind: "present",
    status: group.Status ?? "",
    arn: group.ARN ?? "",
    createdAt: group.ReplicationGroupCreateTime?.toISOString() ?? "",
    multiAz: group.MultiAZ === "enabled",
    automaticFailover: group.AutomaticFailover === "enabled",
    transitEncryption: group.TransitEncryptionEnabled === true,
    dataTiering: group.DataTiering === "enabled",
    globalDatastore: group.GlobalReplicationGroupInfo?.GlobalReplicationGroupId !== undefined,
    nodeType: group.CacheNodeType ?? "",
    shards: (group.NodeGroups ?? []).map(toShard),
    endpoints: {
      primary: at(first?.PrimaryEndpoint),
      reader: at(first?.ReaderEndpoint),
      configuration: at(group.ConfigurationEndpoint),
    },
  };
}

/** Roles come from the members: AWS lists them in no promised order. */
function toShard(shard: NodeGroup): GroupShard {
  const address = (member: NodeGroupMember) =>
    `${member.ReadEndpoint?.Address ?? ""}:${member.ReadEndpoint?.Port ?? ""}`;
  const members = shard.NodeGroupMembers ?? [];
  const primary = members.find((member) => member.CurrentRole === "primary") ?? members[0];
  return {
    id: shard.NodeGroupId ?? "",
    primary: primary === undefined ? "" : address(primary),
    replicas: members.filter((member) => member !== primary).map(address),
  };
}

async function readEvents({ asking }: Clients, groupId: string, options: Options): Promise<EventReading[]> {
  const { paginateDescribeEvents } = await import("@aws-sdk/client-elasticache");
  const pages = paginateDescribeEvents(
    { client: asking },
    { SourceIdentifier: groupId, SourceType: "replication-group", Duration: eventsKeptMinutes },
    options,
  );
  const events: EventReading[] = [];
  for await (const page of pages) {
    for (const { Date: date, Message: message } of page.Events ?? []) {
      if (date !== undefined) events.push({ at: date.toISOString(), message: message ?? "" });
    }
  }
  return events.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

async function readDatabases({ asking }: Clients, groupId: string, options: Options): Promise<number | undefined> {
  const sdk = await import("@aws-sdk/client-elasticache");
  const groups = await asking.send(new sdk.DescribeReplicationGroupsCommand({ ReplicationGroupId: groupId }), options);
  const [member] = groups.ReplicationGroups?.[0]?.MemberClusters ?? [];
  if (member === undefined) return undefined;
  const clusters = await asking.send(new sdk.DescribeCacheClustersCommand({ CacheClusterId: member }), options);
  const name = clusters.CacheClusters?.[0]?.CacheParameterGroup?.CacheParameterGroupName;
  if (name === undefined) return undefined;
  const pages = sdk.paginateDescribeCacheParameters({ client: asking }, { CacheParameterGroupName: name }, options);
  for await (const page of pages) {
    const found = page.Parameters?.find((parameter) => parameter.ParameterName === "databases")?.ParameterValue;
    if (found !== undefined) return Number(found);
  }
  return undefined;
}
