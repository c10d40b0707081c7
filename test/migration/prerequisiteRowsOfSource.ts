// The rows of AWS's documents that are about the source.
import type { Evidence } from "../../migration/readiness.ts";
import type { SourceRead } from "../../migration/sourceReading.ts";
import { inCluster, type Row } from "./prerequisiteRow.ts";
import { master, plan, readableSource, ready, replica, sourceAddress } from "./samples.ts";

const withSource = (changes: Partial<SourceRead>): Partial<Evidence> => ({
  sources: [{ ...readableSource, ...changes }],
});
const withSettings = (changes: Partial<SourceRead["settings"]>) =>
  withSource({ settings: { ...readableSource.settings, ...changes } });
const unreadable = (refuses: "withoutPassword" | "plainText" | "protectedMode", reason: string): Partial<Evidence> => ({
  sources: [{ kind: "unreadable", address: sourceAddress, reason, refuses }],
});
const freely = { isOn: true, needsNoPassword: true, commandRules: ["+@all"], otherUsers: [] } as const;
const busy = {
  kind: "measured",
  overMs: 2000,
  writeBytesPerSecond: 500_000_000,
  by: "stream",
  evictedKeys: 0,
} as const;

export const sourceRows: readonly Row[] = [
  {
    row: "Q1",
    what: "a password",
    code: "source-auth",
    remedy: /remove requirepass/,
    evidence: unreadable("withoutPassword", "NOAUTH Authentication required."),
  },
  {
    row: "Q1",
    what: "a default user that is off",
    code: "source-auth",
    remedy: /give the default user nopass/,
    evidence: withSource({ acl: { kind: "read", ...freely, isOn: false } }),
  },
  {
    row: "Q1",
    what: "a default user that may not replicate",
    code: "source-acl",
    remedy: /ACL SETUSER default \+@all/,
    evidence: withSource({ acl: { kind: "read", ...freely, commandRules: ["+@all", "-@dangerous", "+info"] } }),
  },
  {
    row: "Q2",
    what: "protected mode",
    code: "source-protected-mode",
    remedy: /set protected-mode to no/,
    evidence: withSettings({ protectedMode: "yes" }),
  },
  {
    row: "Q3",
    what: "a source that listens on its own machine alone",
    code: "source-bind",
    remedy: /set bind to 10.0.0.241/,
    evidence: withSettings({ bind: "127.0.0.1 -::1" }),
  },
  {
    row: "Q3",
    what: "a source that listens elsewhere",
    code: "source-bind",
    severity: "warning",
    remedy: /set bind to 10.0.0.241/,
    evidence: withSettings({ bind: "127.0.0.1 10.0.9.9" }),
  },
  {
    row: "Q4",
    what: "another number of databases on the source",
    code: "source-databases",
    remedy: /set source.databases: 32/,
    evidence: withSettings({ databases: 32 }),
  },
  {
    row: "Q4",
    what: "another number of databases on the target",
    code: "target-databases",
    remedy: /when a group is created and never after/,
    evidence: { parameters: { ...ready.parameters, databases: 8 } },
  },
  {
    row: "Q5",
    what: "a renamed command",
    code: "source-commands",
    remedy: /rename-command/,
    evidence: withSource({ missingCommands: ["psync", "set"] }),
  },
  {
    row: "Q6",
    what: "no CPU to spare",
    code: "source-cpu",
    severity: "warning",
    remedy: /from a replica of it/,
    evidence: withSource({ load: { ...busy, writeBytesPerSecond: 0, cpuShare: 0.97 } }),
  },
  {
    row: "Q6",
    what: "no memory for a fork",
    code: "source-fork",
    severity: "warning",
    remedy: /free memory on its machine/,
    evidence: withSource({
      stats: { ...readableSource.stats, residentBytes: 7_000_000_000, systemMemoryBytes: 8_000_000_000 },
    }),
  },
  {
    row: "Q6",
    what: "a snapshot that failed",
    code: "source-fork",
    remedy: /run BGSAVE/,
    evidence: withSource({
      stats: { ...readableSource.stats, lastSnapshotFailed: true },
      settings: { ...readableSource.settings, diskless: false },
    }),
  },
  {
    row: "Q6",
    what: "writes that outgrow the replica's buffer",
    code: "source-survival",
    severity: "warning",
    remedy: /CONFIG SET client-output-buffer-limit "replica \d+ \d+ 60"/,
    evidence: withSource({ load: { ...busy, cpuShare: 0.5 } }),
  },
  {
    row: "Q7",
    what: "shards on several ports",
    code: "source-ports",
    remedy: /listen on one port/,
    ...inCluster([
      ["0-8191", "10.0.0.241:6379"],
      ["8192-16383", "10.0.0.242:6380"],
    ]),
  },
  {
    row: "Q8",
    what: "a source in cluster mode, and a target without",
    code: "source-cluster-mode",
    remedy: /set source.clusterMode: enabled/,
    evidence: withSource({ info: master({ clusterEnabled: true }) }),
  },
  {
    row: "Q9",
    what: "a source that speaks TLS alone",
    code: "source-tls",
    remedy: /CONFIG SET port/,
    evidence: unreadable("plainText", "Connection is closed."),
  },
  {
    row: "Q9",
    what: "a source without a port for plain text, behind a mapping that speaks TLS for this process",
    code: "source-tls",
    remedy: /CONFIG SET port/,
    evidence: withSettings({ port: 0, tlsPort: 6379 }),
  },
  {
    row: "Q10",
    what: "a replica as the endpoint, without its primary",
    code: "source-is-replica",
    remedy: /source.primaries/,
    evidence: withSource({ info: replica() }),
  },
  {
    row: "Q11",
    what: "an address of ElastiCache",
    code: "source-elasticache",
    remedy: /snapshot/,
    plan: { source: { ...plan.source, host: "old.abc123.ng.0001.use1.cache.amazonaws.com" } },
  },
  {
    row: "Q11",
    what: "a server that is ElastiCache's by what it lacks and holds",
    code: "source-elasticache",
    remedy: /snapshot/,
    evidence: withSource({ hasAwsOwnKey: true }),
  },
  {
    row: "Q12",
    what: "a module",
    code: "source-modules",
    remedy: /move those keys by other means/,
    evidence: withSource({ modules: ["search"] }),
  },
];
