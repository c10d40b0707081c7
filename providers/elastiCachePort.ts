// The ElastiCache side of the core's ports, over AWS's own SDK.
import type { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { limits } from "../migration/limits.ts";
import type { EventReading, GroupReading, NodesReading } from "../migration/observation.ts";
import { PortError, type Accepted, type ElastiCachePort } from "../migration/ports.ts";
import { acceptedFrom, credentialsFault, isTransient, wordsOf } from "./awsErrors.ts";
import type { Clients } from "./awsAccess.ts";
import { isServerless, readGroup, readNodes, readParameters, type CallOptions } from "./groupReading.ts";

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
    abortSignal: AbortSignal.any([signal, AbortSignal.timeout(limits.answerWithinMs)]),
  });
  return {
    group: (signal) => ask(signal, () => readGroup(asking, groupId, within(signal))),
    events: (signal) => ask(signal, () => readEvents(asking, groupId, within(signal))),
    nodes: (signal) => ask(signal, () => readNodes(asking, groupId, within(signal))),
    parameters: (group, signal) => ask(signal, () => readParameters(asking, group, within(signal))),
    serverless: (signal) => ask(signal, () => isServerless(asking, groupId, within(signal))),
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
  return ask(signal, () => readGroup(clients.asking, groupId, { abortSignal: signal }));
}

/** Reads what AWS tells of the group's nodes. Throws PortError. */
export async function askNodes(clients: Clients, groupId: string, signal: AbortSignal): Promise<NodesReading> {
  return ask(signal, () => readNodes(clients.asking, groupId, { abortSignal: signal }));
}

/** Reads every event of the group that AWS still keeps, oldest first. Throws PortError. */
export async function askEvents(clients: Clients, groupId: string, signal: AbortSignal): Promise<EventReading[]> {
  return ask(signal, () => readEvents(clients.asking, groupId, { abortSignal: signal }));
}

async function ask<T>(signal: AbortSignal, question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    signal.throwIfAborted();
    throw new PortError(wordsOf(error), isTransient(error), credentialsFault(error));
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

async function readEvents(asking: ElastiCacheClient, groupId: string, options: CallOptions): Promise<EventReading[]> {
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
