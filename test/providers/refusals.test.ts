// What the program asks before it registers anything: zones, the application's groups, the source's slots. Against the
// real emulator and real servers; that a refusal ends an `up` is the engine suites' to show.
import { RunError } from "@pulumi/pulumi";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Plan } from "../../migration/plan.ts";
import { refuseCutOff } from "../../providers/refuseCutOff.ts";
import { refuseOneZone } from "../../providers/refuseOneZone.ts";
import { refuseOtherSlots } from "../../providers/refuseOtherSlots.ts";
import { parseSettings } from "../../settings.ts";
import { live } from "../migration/liveSamples.ts";
import { startRedis, type RedisServer } from "../servers/redisServer.ts";
import { whole } from "../settings/whole.ts";
import { until } from "./cloud.ts";
import { planTo, startNetworkCloud } from "./networkCloud.ts";

const absent = { kind: "absent" } as const;

let cloud: Awaited<ReturnType<typeof startNetworkCloud>>;
const servers: RedisServer[] = [];
beforeAll(async () => {
  cloud = await startNetworkCloud();
});
afterAll(async () => {
  await cloud.close();
  await Promise.all(servers.map((server) => server.stop()));
});

const stackConfig = (endpoint = cloud.url) => ({
  "aws:region": "us-east-1",
  "aws:accessKey": "target",
  "aws:secretKey": "any",
  "aws:endpoints": JSON.stringify([{ elasticache: endpoint, ec2: endpoint, sts: endpoint }]),
});

function inSubnets(...subnetIds: string[]): Plan {
  const plan = planTo("n");
  return { ...plan, path: { ...plan.path, target: { ...plan.path.target, subnetIds } } };
}

test("subnets that are all in one zone are refused by their key before a group is made of them", async () => {
  const oneZone = inSubnets("subnet-t1", "subnet-s");
  const refusal = refuseOneZone(stackConfig(), oneZone, absent);
  await expect(refusal).rejects.toThrow(RunError);
  await expect(refusal).rejects.toThrow("target-zones: target.subnetIds subnet-t1, subnet-s are all in us-east-1a");
  await refuseOneZone(stackConfig(), inSubnets("subnet-t1", "subnet-t2"), absent);
  // The nodes of a group that exists tell their zones themselves; what AWS does not know, AWS refuses.
  await refuseOneZone(stackConfig(), oneZone, live());
  await refuseOneZone(stackConfig(), inSubnets("subnet-t1", "subnet-unknown"), absent);
});

function removing(securityGroupIds: readonly string[], changes: Readonly<Record<string, unknown>> = {}) {
  const settings = parseSettings(whole({ stage: "operate", "network.afterMigration": "remove", ...changes }));
  // The world's ids are shorter than AWS's, which the configuration insists on.
  return {
    ...settings,
    target: { ...settings.target, vpcId: "vpc-t" },
    application: { ...settings.application, securityGroupIds: [...securityGroupIds] },
  };
}

test("a path is not taken away from under an application whose group is on its other side", async () => {
  await refuseCutOff(stackConfig(), removing(["sg-app"]));
  const refusal = refuseCutOff(stackConfig(), removing(["sg-app", "sg-n"]));
  await expect(refusal).rejects.toThrow(
    "network.afterMigration: remove would take the application's way to the target: sg-n is in vpc-n",
  );
  // Where nobody can tell, nothing is taken away.
  await expect(refuseCutOff(stackConfig(), removing(["sg-unknown"]))).rejects.toThrow("(ec2:DescribeSecurityGroups)");
  // And nobody is asked where nothing goes.
  const nowhere = stackConfig("http://127.0.0.1:9");
  await refuseCutOff(nowhere, removing(["sg-n"], { stage: "complete" }));
  await refuseCutOff(nowhere, removing(["sg-n"], { "network.afterMigration": "keep" }));
});

async function cluster(...slots: [number, number][]): Promise<string> {
  const config = ["cluster-enabled yes"];
  const started = await Promise.all(slots.map(() => startRedis({ databases: 1, config })));
  servers.push(...started);
  const clients = started.map(({ host, port }) => new Redis({ host, port, protocol: 2 }));
  try {
    for (const [index, client] of clients.entries())
      await client.call("CLUSTER", "ADDSLOTSRANGE", ...(slots[index] ?? []));
    const [first] = clients;
    for (const { host, port } of started.slice(1)) await first?.call("CLUSTER", "MEET", host, port);
    await until(
      "the cluster's shards",
      async () => ((await first?.call("CLUSTER", "SLOTS")) as unknown[]).length === slots.length,
    );
  } finally {
    for (const client of clients) client.disconnect();
  }
  const [server] = started;
  return `${server?.host ?? ""}:${server?.port ?? 0}`;
}

test("slots that the target would not have are refused with the line to put in, before a group is made", async () => {
  const address = await cluster([0, 8190], [8191, 16383]);
  const [host = "", port = ""] = address.split(":");
  const plan = planTo("n");
  const target = { ...plan.target, shards: 2 };
  const source = { ...plan.source, host, port: Number(port), clusterMode: "enabled", shards: 2 } as const;
  const clusterPlan: Plan = { ...plan, source, target };
  await expect(refuseOtherSlots(clusterPlan, absent)).rejects.toThrow('set target.slots: ["0-8190", "8191-16383"]');
  const given = { ...clusterPlan, target: { ...target, slots: ["8191-16383", "0-8190"] } };
  await refuseOtherSlots(given, absent);
  await refuseOtherSlots(clusterPlan, live()); // then it is a finding
  await refuseOtherSlots({ ...clusterPlan, source: { ...source, clusterMode: "disabled" } }, absent);
});
