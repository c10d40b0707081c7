// Servers in cluster mode in a world file: every contradiction is told with its place.
import { expect, test } from "vitest";
import { parseWorld } from "../../emulator/world.ts";
import { clusterWorld } from "./clusterWorld.ts";

function faultsOf(...servers: object[]): string[] {
  const instances = servers.map((server, index) => ({
    id: `i-${index}`,
    privateIp: `10.0.0.${index + 1}`,
    subnetId: "subnet-a",
    server,
  }));
  try {
    parseWorld({ ...clusterWorld, instances }, "world.json");
  } catch (error) {
    const [, ...lines] = (error as Error).message.split("\n");
    return lines.map((line) => line.trim().replace(/ \(found .*/, ""));
  }
  return [];
}

const slots = (...all: string[]) => ({ cluster: { slots: all } });

test("a cluster whose servers own every slot once has no fault", () => {
  const replica = { cluster: {}, replicaOf: "i-0" };
  expect(faultsOf(slots("0-100", "200-16383"), slots("101-199"), replica, { replicaOf: "i-0" })).toStrictEqual([]);
});

test("slots that nobody or several own are told", () => {
  expect(faultsOf({}, slots("0-99"), slots("90-16000"))).toStrictEqual([
    "instances.1.server.cluster.slots: no server owns the slots 16001-16383 in the cluster of vpc-1",
    "instances.1.server.cluster.slots: several servers own the slots 90-99 in the cluster of vpc-1",
  ]);
});

test("servers that cannot be of a cluster are told", () => {
  const all = slots("0-16383");
  expect(
    faultsOf(
      { ...all, port: 60_000, config: { requirepass: "secret" } },
      slots(),
      { ...slots("0-16384"), replicaOf: "i-0" },
      { cluster: {}, replicaOf: "i-4" },
      {},
    ),
  ).toStrictEqual([
    "instances.0.server.port: a server in cluster mode has a port up to 55535, as its bus is 10000 above",
    "instances.0.server.config.requirepass: a server in cluster mode has no password here: its cluster could not be formed",
    "instances.1.server.cluster.slots: a primary of a cluster owns slots",
    "instances.2.server.cluster.slots.0: slots are a range within 0 to 16383",
    "instances.2.server.cluster.slots: a replica (replicaOf) owns no slots",
    'instances.3.server.replicaOf: "i-4" is no primary of the cluster in vpc-1',
  ]);
});

test("more servers than loopback addresses are refused with both numbers", () => {
  const many = (count: number) => Array.from({ length: count }, () => ({}));
  expect(faultsOf(...many(250))).toStrictEqual([]);
  expect(faultsOf(...many(251))).toStrictEqual([
    "instances: 251 instances have a server, but one emulator has 250 loopback addresses, one for each",
  ]);
});
