// The servers that run, with the role that each says it has.
import type { Cloud } from "../cloud.ts";
import { converse } from "../servers/connection.ts";
import type { FleetServer } from "../servers/fleet.ts";

export interface ServerShown {
  readonly name: string;
  /** host:port on this machine. */
  readonly address: string;
  readonly pid: number | null;
  /** "master" or "slave" as the server says, "dead" when its process has ended, "silent" when it does not answer. */
  readonly role: string;
  /** Of a dead server: how it ended. */
  readonly how?: string;
}

export function serversShown(cloud: Cloud): Promise<ServerShown[]> {
  return Promise.all(cloud.fleet.list().map(shown));
}

async function shown(server: FleetServer): Promise<ServerShown> {
  const { name, address, port, credentials, state } = server;
  const seen = { name, address: `${address}:${port}` };
  switch (state.is) {
    case "dead":
      return { ...seen, pid: null, role: "dead", how: state.how };
    case "running": {
      const role = await converse({ address, port, credentials }, (connection) => connection.call("ROLE")).then(
        (answer) => (Array.isArray(answer) ? String(answer[0]) : "silent"),
        // One that loads its data or has just died does not answer; the list is still worth having.
        () => "silent",
      );
      return { ...seen, pid: state.pid, role };
    }
  }
}
