import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checked } from "./lifecycle.ts";
import { startPlugin } from "./pluginClient.ts";
import type { PluginClient } from "./pluginClient.ts";
import { configuration } from "./stand.ts";

const token = "aws:elasticache/replicationGroup:ReplicationGroup";

/** An endpoint whose group is always `creating`, so that whoever waits for it waits until it is told to stop. */
let endpoint: Server;
let plugin: PluginClient;
beforeEach(async () => {
  const group = "<ReplicationGroupId>slow</ReplicationGroupId><Status>creating</Status><ARN>arn</ARN>";
  endpoint = createServer((request, response) => {
    request.setEncoding("utf8").on("data", (body: string) => {
      const action = new URLSearchParams(body).get("Action") ?? "";
      const listed = `<ReplicationGroups><ReplicationGroup>${group}</ReplicationGroup></ReplicationGroups>`;
      const one = `<ReplicationGroup>${group}</ReplicationGroup>`;
      const result = action.startsWith("Describe") ? listed : one;
      response.end(`<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);
      endpoint.emit("action", action);
    });
  });
  endpoint.listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  plugin = await startPlugin();
  await plugin.configure(configuration(`http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`));
});
afterEach(async () => {
  plugin.running.child.kill("SIGKILL");
  await plugin.running.ended;
  endpoint.close();
  endpoint.closeAllConnections();
});

/** Starts a create and returns once it waits for its group. */
async function startWaiting(): Promise<{ readonly failure: Promise<unknown> }> {
  const inputs = await checked(plugin, token, {
    description: "d",
    nodeType: "cache.m6g.large",
    replicationGroupId: "slow",
  });
  const described = new Promise<void>((resolve) => {
    endpoint.on("action", (action) => {
      if (action === "DescribeReplicationGroups") resolve();
    });
  });
  const failure = plugin.create(token, inputs).then(
    () => new Error("the create succeeded"),
    (error: unknown) => error,
  );
  await described;
  return { failure };
}

describe("the plugin", () => {
  test("ends when its engine's end of stdin closes, in the middle of a wait too", async () => {
    await startWaiting();
    plugin.running.child.stdin.end();
    expect(await plugin.running.ended).toBe(0);
    expect(plugin.running.errors()).toBe("");
  });

  test("ends quietly when nobody reads its output any more", async () => {
    plugin.running.child.stdout.destroy();
    plugin.running.child.stderr.destroy();
    plugin.running.child.stdin.end();
    expect(await plugin.running.ended).toBe(0);
  });

  test("ends on the signal that the engine sends to its process group", async () => {
    plugin.running.child.kill("SIGINT");
    expect(await plugin.running.ended).toBe("SIGINT");
  });

  test("gives up a wait when the engine cancels, and tells the engine what exists already", async () => {
    const { failure } = await startWaiting();
    await plugin.cancel();
    expect(await failure).toMatchObject({
      message: "create sessions: the engine cancelled the operation",
      kept: { id: "slow", reasons: ["create sessions: the engine cancelled the operation"] },
    });
  });
});
