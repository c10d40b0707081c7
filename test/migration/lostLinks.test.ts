// Which links from the source count as lost, and what is told of each.
import { expect, test } from "vitest";
import { lostLinks } from "../../migration/lostLinks.ts";
import type { MetricsReading } from "../../migration/metrics.ts";
import type { ServerReading } from "../../migration/observation.ts";
import { at, master, ms, plan, primaryAddress, read, replica, seen, unreadable, type Link } from "./samples.ts";

const lost = (primary: ServerReading) => lostLinks(seen({ status: "migrating", primary }), plan);
const linked = (link: Partial<Link>) => lost(read(primaryAddress, replica({}, link)));

test("a link is lost when it is down, or silent for longer than the source's pings allow", () => {
  expect(linked({ up: false, downSeconds: 12 })).toStrictEqual([
    `the link from ${primaryAddress} to 10.0.0.241:6379 has been down for 12 s`,
  ]);
  expect(linked({ up: false })).toStrictEqual([`the link from ${primaryAddress} to 10.0.0.241:6379 is down`]);
  expect(linked({ silentSeconds: 26 })).toStrictEqual([
    `the link from ${primaryAddress} to 10.0.0.241:6379 has brought nothing for 26 s`,
  ]);
  expect(lost(read(primaryAddress, master()))).toStrictEqual([`${primaryAddress} follows no server at all`]);
});

test("a link that works, a copy that is coming and a server that cannot be read are none", () => {
  expect(linked({ silentSeconds: 25 })).toStrictEqual([]);
  expect(linked({ up: false, syncing: true })).toStrictEqual([]);
  expect(lost(unreadable(primaryAddress))).toStrictEqual([]);
});

test("without a probe it is CloudWatch's word, with its date", () => {
  const metrics = (value: number): MetricsReading => ({
    shards: [
      {
        shard: "0001",
        nodes: [
          {
            nodeId: "cache-prod-001",
            role: "primary",
            linkHealth: { kind: "read", value, atMs: ms(0) },
            lagSeconds: undefined,
          },
        ],
      },
    ],
  });
  const unprobed = (value: number) =>
    lostLinks(
      { ...seen({ status: "migrating", atSeconds: 60 }), shards: [], metrics: metrics(value) },
      {
        ...plan,
        probe: "none",
      },
    );
  expect(unprobed(0)).toStrictEqual([`by CloudWatch cache-prod-001 was without the source at ${at(0)}`]);
  expect(unprobed(1)).toStrictEqual([]);
});
