// A source whose snapshot the target cannot load, as with a Redis that is newer than any ElastiCache.
import { once } from "node:events";
import { createServer } from "node:net";
import type { Server } from "node:net";
import { StartMigrationCommand } from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTarget, endpointsOf, groupOf, messagesOf, startSubject, until } from "./subject.ts";
import type { Subject } from "./subject.ts";

let source: Server;
let subject: Subject;
let syncs = 0;
beforeAll(async () => {
  source = foreignSource().listen(0, "127.0.0.1");
  await once(source, "listening");
  const address = source.address();
  const port = typeof address === "object" ? address?.port : undefined;
  subject = await startSubject(new Map([["10.0.0.246:6379", `127.0.0.1:${port ?? 0}`]]));
});
afterAll(async () => {
  await subject.close();
  source.close();
});

// Speaks as much of the replication protocol as it takes to send one snapshot of version 99.
function foreignSource(): Server {
  return createServer((socket) => {
    socket.on("error", () => {
      // The target hangs up in the middle of a snapshot that it cannot load.
    });
    socket.on("data", (chunk) => {
      for (const [word] of chunk.toString("latin1").matchAll(/PING|INFO|REPLCONF|PSYNC/gi)) {
        switch (word.toUpperCase()) {
          case "PING":
            socket.write("+PONG\r\n");
            break;
          case "INFO":
            socket.write("$2\r\nok\r\n");
            break;
          case "REPLCONF":
            socket.write("+OK\r\n");
            break;
          case "PSYNC":
            syncs++;
            socket.write(`+FULLRESYNC ${"f".repeat(40)} 1\r\n$18\r\nREDIS0099\xff${"\0".repeat(8)}`, "latin1");
        }
      }
    });
  });
}

test("is tried several times, then given up with AWS's own event, and the group can be written to", async () => {
  const id = "foreign";
  const { primary } = endpointsOf(await createTarget(subject.client, id));
  const CustomerNodeEndpointList = [{ Address: "10.0.0.246", Port: 6379 }];
  await subject.client.send(new StartMigrationCommand({ ReplicationGroupId: id, CustomerNodeEndpointList }));
  await until(
    "the failure",
    () => messagesOf(subject.client, id),
    (all) => all.length === 3,
  );
  expect(await messagesOf(subject.client, id)).toStrictEqual([
    `Replication group ${id} created`,
    `Starting migration operation for target cluster ${id} with source cluster endpoint 10.0.0.246 and port 6379`,
    `Migration operation failed for replication group ${id} because of invalid RDB received`,
  ]);
  expect(syncs).toBeGreaterThanOrEqual(3);
  expect((await groupOf(subject.client, id)).Status).toBe("available");
  const target = await subject.redis(primary);
  expect(await target.set("again", "writable")).toBe("OK");
});
