// The self-managed servers of a world: started as their instances declare them.
import type { Cloud } from "../cloud.ts";
import type { World, WorldServer } from "../worldShape.ts";
import type { AddressMap } from "./addressMap.ts";
import { clusterDirectives, formCluster } from "./clusterForming.ts";
import type { ClusterShard } from "./clusterForming.ts";
import type { FleetServer } from "./fleet.ts";
import { parseSlots } from "./slots.ts";

/** Primaries first, as a replica must be told the address of its primary. Clusters are whole when it returns. */
export async function startInstances({ instances, subnets }: World, cloud: Cloud, addresses: AddressMap) {
  const started = new Map<string, FleetServer>();
  const declared = instances.flatMap(({ server, ...instance }) =>
    server === undefined ? [] : [{ ...instance, server }],
  );
  let waiting = declared;
  while (waiting.length > 0) {
    const ready = waiting.filter(({ server }) => server.replicaOf === undefined || started.has(server.replicaOf));
    if (ready.length === 0)
      throw new Error(`Servers replicate each other in a circle: ${waiting.map(({ id }) => id).join(", ")}.`);
    waiting = waiting.filter((instance) => !ready.includes(instance));
    await Promise.all(
      ready.map(async ({ id, privateIp, server }) => {
        const running = await cloud.fleet.start({
          name: id,
          program: server.program ?? "redis-server",
          port: server.port,
          directives: (address) =>
            instanceDirectives(
              server,
              address,
              server.replicaOf === undefined ? undefined : started.get(server.replicaOf),
            ),
          onDeath: (how) => cloud.report(`The server of the instance ${id} has ended unexpectedly (${how}).`),
        });
        started.set(id, running);
        addresses.set(`${privateIp}:${server.port}`, `${running.address}:${running.port}`);
      }),
    );
  }
  const clustered = declared.flatMap(({ id, subnetId, server }) => {
    const running = started.get(id);
    if (server.cluster === undefined || running === undefined) return [];
    return [{ ...running, server, vpcId: subnets.find((subnet) => subnet.id === subnetId)?.vpcId }];
  });
  const vpcIds = new Set(clustered.map(({ vpcId }) => vpcId));
  await Promise.all(
    [...vpcIds].map((vpcId) => {
      const members = clustered.filter((member) => member.vpcId === vpcId);
      return formCluster(shardsOf(members), cloud.signal);
    }),
  );
}

type ClusterServer = FleetServer & { readonly server: WorldServer };

function shardsOf(members: readonly ClusterServer[]): ClusterShard[] {
  return members
    .filter(({ server }) => server.replicaOf === undefined)
    .map((primary) => ({
      slots: (primary.server.cluster?.slots ?? []).flatMap((text) => [...(parseSlots(text) ?? [])]),
      members: [primary, ...members.filter(({ server }) => server.replicaOf === primary.name)],
    }));
}

/** As AWS wants a source: no protected mode, no password. What the world says comes last and so wins. */
function instanceDirectives(server: WorldServer, address: string, primary: FleetServer | undefined): string[] {
  const isClustered = server.cluster !== undefined;
  return [
    "protected-mode no",
    `databases ${server.databases}`,
    'save ""',
    ...(isClustered ? clusterDirectives(address) : []),
    // In cluster mode a replica is told its primary when the cluster forms.
    ...(primary === undefined || isClustered ? [] : [`replicaof ${primary.address} ${primary.port}`]),
    ...Object.entries(server.config).map(([name, value]) => `${name} ${value === "" ? '""' : value}`),
  ];
}
