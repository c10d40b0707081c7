// Each row of AWS's documents, violated once: found with the right code and remedy, and StartMigration is not called where
// it would fail. (Rows of the source once more, over the wire: test/redis/sourceRows.test.ts.)
import { describe, expect, test } from "vitest";
import { mayNotStart } from "../../migration/mayStart.ts";
import type { Plan } from "../../migration/plan.ts";
import { prerequisites } from "../../migration/prerequisites.ts";
import { readiness, type Evidence } from "../../migration/readiness.ts";
import { faults } from "../settings/faults.ts";
import { whole } from "../settings/whole.ts";
import { networkPlan, networkReading, route, tcp, type NetworkChange, type Shape } from "./networkSamples.ts";
import { inCluster, type Row } from "./prerequisiteRow.ts";
import { sourceRows } from "./prerequisiteRowsOfSource.ts";
import { group, journal, plan, ready, type Present } from "./samples.ts";

const withGroup = (changes: Partial<Present>): Partial<Evidence> => ({ group: { ...group, ...changes } });
const withNodes = (changes: object): Partial<Evidence> => ({
  nodes: { ...ready.nodes, ...changes },
});
const withTarget = (changes: Partial<Plan["target"]>): Partial<Plan> => ({ target: { ...plan.target, ...changes } });
const putBack = /put it back|set it back as the program provisions it/;

/** The network's rows come with a plan of their own. */
function broken(shape: Shape, change: NetworkChange): Pick<Row, "plan" | "evidence"> {
  return { plan: networkPlan(shape), evidence: { network: networkReading(shape, change) } };
}

const rows: readonly Row[] = [
  ...sourceRows,
  {
    row: "T1",
    what: "an engine version that AWS does not offer",
    code: "target-engine-version",
    remedy: /set target.engineVersion to one of 5.0.6/,
    plan: withTarget({ engineVersion: "5.0.5" }),
  },
  {
    row: "T2",
    what: "encryption in transit",
    code: "target-in-transit-encryption",
    remedy: putBack,
    evidence: withGroup({ transitEncryption: true }),
  },
  {
    row: "T3",
    what: "encryption at rest",
    code: "target-at-rest-encryption",
    severity: "warning",
    remedy: /rehearse with a copy of the data on AWS/,
    plan: withTarget({ atRest: true }),
  },
  { row: "T4", what: "no Multi-AZ", code: "target-multi-az", remedy: putBack, evidence: withGroup({ multiAz: false }) },
  {
    row: "T4",
    what: "no automatic failover",
    code: "target-failover",
    remedy: putBack,
    evidence: withGroup({ automaticFailover: false }),
  },
  {
    row: "T4",
    what: "one zone",
    code: "target-zones",
    remedy: /two zones or more in target.subnetIds/,
    evidence: withNodes({ zones: ["us-east-1a"] }),
  },
  {
    row: "T5",
    what: "too little memory",
    code: "target-memory",
    remedy: /choose a larger target.nodeType/,
    plan: { source: { ...plan.source, datasetGiB: 50 } },
  },
  {
    row: "T6",
    what: "another number of shards",
    code: "shard-count",
    remedy: /set target.shards to 1/,
    plan: withTarget({ shards: 2 }),
  },
  {
    row: "T7",
    what: "other slots",
    code: "shard-slots",
    remedy: /set target.slots to the source's/,
    ...inCluster([
      ["0-8190", "10.0.0.241:6379"],
      ["8191-16383", "10.0.0.242:6379"],
    ]),
  },
  {
    row: "T8",
    what: "a Global Datastore",
    code: "target-global-datastore",
    remedy: /disassociate-global-replication-group/,
    evidence: withGroup({ globalDatastore: true }),
  },
  {
    row: "T9",
    what: "r6gd",
    code: "target-node-type",
    remedy: /choose another target.nodeType/,
    plan: withTarget({ nodeType: "cache.r6gd.xlarge" }),
  },
  {
    row: "T9",
    what: "data tiering",
    code: "target-data-tiering",
    remedy: /when a group is created and never after/,
    evidence: withGroup({ dataTiering: true }),
  },
  {
    row: "T10",
    what: "a serverless cache",
    code: "target-serverless",
    remedy: /AWS's migration to serverless, which is another flow/,
    evidence: { group: { kind: "absent" }, serverless: true },
    plan: withTarget({ existing: true }),
  },
  {
    row: "T11",
    what: "a durable cluster",
    code: "target-durable",
    remedy: /when a group is created and never after/,
    evidence: withGroup({ durable: true }),
  },
  {
    row: "T12",
    what: "Outposts",
    code: "target-place",
    remedy: /subnets of availability zones/,
    evidence: withNodes({ onOutposts: true }),
  },
  {
    row: "T12",
    what: "a Local Zone",
    code: "target-place",
    remedy: /subnets of availability zones/,
    evidence: withNodes({ zones: ["us-west-2a", "us-west-2-lax-1a"] }),
  },
  {
    row: "T13",
    what: "a group that is being modified",
    code: "target-status",
    remedy: /wait until AWS has ended/,
    evidence: withGroup({ status: "modifying" }),
  },
  {
    row: "T14",
    what: "access control",
    code: "target-access-control",
    remedy: putBack,
    evidence: withGroup({ accessControl: true }),
  },
  {
    row: "T15",
    what: "a target with keys",
    code: "target-not-empty",
    severity: "warning",
    remedy: /migration.discardTargetData: cache-prod#1/,
    evidence: { contents: { kind: "keys", count: 7, where: "database 0" } },
  },
  {
    row: "N1",
    what: "a public address of a shard",
    code: "source-announces",
    remedy: /cluster-announce-ip/,
    ...inCluster([
      ["0-8191", "10.0.0.241:6379"],
      ["8192-16383", "54.1.2.3:6379"],
    ]),
  },
  {
    row: "N2",
    what: "another VPC",
    code: "network-other-vpc",
    severity: "warning",
    remedy: /nothing, if the connection between them is wanted/,
    ...broken("peering", {}),
  },
  {
    row: "N2",
    what: "a peering that nobody accepted",
    code: "network-peering",
    remedy: /accept|pulumi up/,
    ...broken("peering", {
      connection: { kind: "peering", id: "pcx-1", status: "pending-acceptance", vpcIds: ["vpc-t", "vpc-s"] },
    }),
  },
  {
    row: "N3",
    what: "a source that does not admit the nodes",
    code: "network-source-ingress",
    remedy: putBack,
    ...broken("peering", { sourceIngress: [] }),
  },
  {
    row: "N4",
    what: "no route to the source",
    code: "network-route-to-source",
    remedy: putBack,
    ...broken("peering", { targetRoutes: [route("10.0.0.0/16", "local")] }),
  },
  {
    row: "N4",
    what: "no route back",
    code: "network-route-to-target",
    remedy: putBack,
    ...broken("peering", { sourceRoutes: [route("10.1.0.0/16", "local")] }),
  },
  {
    row: "N5",
    what: "nodes that are not let out",
    code: "network-target-egress",
    remedy: putBack,
    ...broken("peering", { targetEgress: [] }),
  },
  {
    row: "N6",
    what: "an address that is not the source's",
    code: "source-unreachable",
    remedy: /start the source, or map its address/,
    evidence: {
      sources: [{ kind: "unreadable", address: "10.0.0.242:6379", reason: "connect ECONNREFUSED", refuses: "nothing" }],
    },
  },
  {
    row: "N7",
    what: "a shard that announces another network's address",
    code: "source-announces",
    remedy: /cluster-announce-ip/,
    ...inCluster([
      ["0-8191", "10.0.0.241:6379"],
      ["8192-16383", "10.200.0.5:6379"],
    ]),
  },
  {
    row: "A1",
    what: "an application that the target does not admit",
    code: "application-access",
    remedy: putBack,
    ...broken("peering", { targetIngress: [tcp(6380, { cidr: "10.0.64.0/20" })] }),
  },
];

describe.each(rows)("$row, $what", ({ row, code, severity = "blocking", remedy, evidence, plan: changes }) => {
  const judged: Plan = { ...plan, ...changes };
  const given: Evidence = { ...ready, ...evidence };
  const findings = readiness(judged, given);

  test("is found by its code, with what to do", () => {
    const told = findings.filter((one) => one.code === code && one.severity === severity);
    expect(told.map((one) => [one.code, one.remedy])).toStrictEqual([[code, expect.stringMatching(remedy)]]);
    expect(prerequisites[code].rows).toContain(row);
  });

  test(
    severity === "blocking" || code === "target-not-empty"
      ? "keeps StartMigration from being called"
      : "is told, and keeps nothing",
    () => {
      const memory = { history: journal("prepare", "migrate"), milestones: [] };
      const question = { memory, plan: judged, completionSeen: "" };
      const refusal = mayNotStart(question, { findings, contents: given.contents })?.code;
      const kept = severity === "blocking" ? "blocking-findings" : code === "target-not-empty" ? code : undefined;
      expect(refusal).toBe(kept);
    },
  );
});

test("every row has its test", () => {
  const rowsOf = (letter: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
  const wanted = [...rowsOf("T", 15), ...rowsOf("Q", 12), ...rowsOf("N", 7), "A1"];
  expect(wanted.filter((id) => rows.every(({ row }) => row !== id))).toStrictEqual([]);
});

test("N1: a public address of the source is a fault of its key, before anything is asked", () => {
  expect(faults(whole({ "source.endpoint": "54.1.2.3:6379" }))).toStrictEqual([
    "source.endpoint: found \"54.1.2.3:6379\"; expected a private address (AWS's online migration connects to the source's private address)",
  ]);
});
