// The self-managed servers of a world: started as their instances declare them.
import type { Cloud } from "../cloud.ts";
import type { WorldInstance, WorldServer } from "../worldShape.ts";
import type { AddressMap } from "./addressMap.ts";
import type { FleetServer } from "./fleet.ts";

/** Primaries first, as a replica must be told the address of its primary. */
export async function startInstances(instances: readonly WorldInstance[], cloud: Cloud, addresses: AddressMap) {
  const started = new Map<string, FleetServer>();
  let waiting = instances.flatMap(({ server, ...instance }) => (server === undefined ? [] : [{ ...instance, server }]));
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
          directives: instanceDirectives(
            server,
            server.replicaOf === undefined ? undefined : started.get(server.replicaOf),
          ),
          onDeath: (how) => cloud.report(`The server of the instance ${id} has ended unexpectedly (${how}).`),
        });
        started.set(id, running);
        addresses.set(`${privateIp}:${server.port}`, `${running.address}:${running.port}`);
      }),
    );
  }
}

/** As AWS wants a source: no protected mode, no password. What the world says comes last and so wins. */
function instanceDirectives(server: WorldServer, primary: FleetServer | undefined): string[] {
  return [
    "protected-mode no",
    `databases ${server.databases}`,
    'save ""',
    ...(primary === undefined ? [] : [`replicaof ${primary.address} ${primary.port}`]),
    ...Object.entries(server.config).map(([name, value]) => `${name} ${value === "" ? '""' : value}`),
  ];
}
