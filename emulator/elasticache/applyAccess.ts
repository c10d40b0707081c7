// Makes the nodes ask for what the group's access says.
import { converse } from "../servers/connection.ts";
import type { ClientAccess, Group } from "./state.ts";

/**
 * The default user is everybody's. A token is a password of that user; users of a user group are not emulated, so their
 * groups stay open.
 */
export async function applyAccess(group: Group, access: ClientAccess): Promise<void> {
  const rules = rulesOf(access);
  await Promise.all(
    group.nodes.map(async ({ id, address }) => {
      if (address === undefined) throw new Error(`The node ${id} has no server.`);
      await converse({ address, port: group.port, credentials: group.secrets.keeper }, (connection) =>
        connection.call("ACL", "SETUSER", "default", "resetpass", ...rules),
      );
    }),
  );
}

function rulesOf(access: ClientAccess): readonly string[] {
  switch (access.is) {
    case "open":
    case "userGroups":
      return ["nopass"];
    case "token":
      // A server knows no user who may come with a password or without one: without one it is, until the token is set.
      return access.openToo ? ["nopass"] : access.accepted.map((token) => `>${token}`);
  }
}
