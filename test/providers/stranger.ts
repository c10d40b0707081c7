// Somebody else who acts on the same group: a console, the CLI, another pipeline.
import {
  CompleteMigrationCommand,
  DeleteReplicationGroupCommand,
  ElastiCacheClient,
  StartMigrationCommand,
} from "@aws-sdk/client-elasticache";

export interface Stranger {
  /** From `host:port`. */
  start(groupId: string, from: string): Promise<void>;
  force(groupId: string): Promise<void>;
  remove(groupId: string): Promise<void>;
  end(): void;
}

/** @param accessKeyId of the group's own account */
export function strangerAt(endpoint: string, accessKeyId = "test", region = "us-east-1"): Stranger {
  const credentials = { accessKeyId, secretAccessKey: accessKeyId };
  const client = new ElastiCacheClient({ region, endpoint, credentials });
  return {
    async start(groupId, from) {
      const [host = "", port = ""] = from.split(":");
      const CustomerNodeEndpointList = [{ Address: host, Port: Number(port) }];
      await client.send(new StartMigrationCommand({ ReplicationGroupId: groupId, CustomerNodeEndpointList }));
    },
    async force(groupId) {
      await client.send(new CompleteMigrationCommand({ ReplicationGroupId: groupId, Force: true }));
    },
    async remove(groupId) {
      await client.send(new DeleteReplicationGroupCommand({ ReplicationGroupId: groupId }));
    },
    end() {
      client.destroy();
    },
  };
}
