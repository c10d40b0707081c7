import { describe, expect, test } from "vitest";
import type { Plan } from "../../migration/plan.ts";
import { whoseSource } from "../../migration/whoseSource.ts";
import * as sample from "./samples.ts";

const { plan, primaryAddress, read, replica, seen, sourceAddress, unreadable } = sample;

describe("the source of a migration in flight", () => {
  const whose = (sight: sample.Sight, changes: Partial<Plan> = {}) =>
    whoseSource(seen({ status: "migrating", ...sight }), { ...plan, ...changes });
  const linked = (host: string, port: number, up: boolean, replid = replica().replid) =>
    read(primaryAddress, replica({ replid }, { host, port, up }));
  const named: Partial<Plan> = { source: { ...plan.source, host: "redis.internal" } };

  test("is ours where the primary's link is the configured endpoint, up or not", () => {
    expect(whose({})).toStrictEqual({ kind: "ours" });
    expect(whose({ primary: linked("10.0.0.241", 6379, false, "c".repeat(40)) })).toStrictEqual({ kind: "ours" });
    expect(whose({ primary: linked("10.0.0.241", 6379, false), source: unreadable(sourceAddress) })).toStrictEqual({
      kind: "ours",
    });
  });

  test("is ours where the endpoint is reached by another address from here", () => {
    const addresses = { "10.0.0.241:6379": "127.0.0.5:7001" };
    expect(whose({ primary: linked("127.0.0.5", 7001, false) }, { addresses })).toStrictEqual({ kind: "ours" });
  });

  test("is foreign where the link names another address or another port", () => {
    const source = unreadable(sourceAddress);
    const other = whose({ primary: linked("10.0.0.99", 6379, false, "c".repeat(40)) });
    expect(other).toStrictEqual({ kind: "foreign", follows: "10.0.0.99:6379" });
    expect(whose({ primary: linked("10.0.0.241", 6380, false, "c".repeat(40)) }).kind).toBe("foreign");
    expect(whose({ primary: linked("10.0.0.99", 6379, true, "c".repeat(40)), source }).kind).not.toBe("ours");
  });

  test("is ours behind a name where the link is up and in the source's own history, and unknown before that", () => {
    const source = { source: read("redis.internal:6379", sample.master()) };
    expect(whose({ ...source, primary: linked("10.0.0.241", 6379, true) }, named)).toStrictEqual({ kind: "ours" });
    expect(whose({ ...source, primary: linked("10.0.0.241", 6379, false) }, named)).toStrictEqual({
      kind: "unknown",
      why: `${primaryAddress} follows 10.0.0.241:6379, which may be redis.internal:6379`,
    });
    expect(whose({ ...source, primary: linked("10.0.0.241", 6379, true, "c".repeat(40)) }, named).kind).toBe("unknown");
  });

  test("is unknown where a primary cannot be read or follows nobody, and where AWS lists no shard", () => {
    expect(whose({ primary: unreadable(primaryAddress) }).kind).toBe("unknown");
    expect(whose({ primary: read(primaryAddress, sample.master()) })).toStrictEqual({
      kind: "unknown",
      why: `${primaryAddress} follows nobody yet`,
    });
    expect(whoseSource({ ...seen({ status: "migrating" }), shards: [] }, plan).kind).toBe("unknown");
  });

  test("of two shards is ours only if both are, and foreign if one is", () => {
    const [ours] = seen({ status: "migrating" }).shards;
    const [open] = seen({ status: "migrating", primary: unreadable(primaryAddress) }).shards;
    const [theirs] = seen({ status: "migrating", primary: linked("10.0.0.99", 6379, false, "c".repeat(40)) }).shards;
    const of = (...shards: readonly (typeof ours)[]) =>
      whoseSource({ ...seen({ status: "migrating" }), shards: shards.flatMap((one) => one ?? []) }, plan).kind;
    expect([of(ours, ours), of(ours, open), of(open, theirs), of(theirs, ours)]).toStrictEqual([
      "ours",
      "unknown",
      "foreign",
      "foreign",
    ]);
  });
});

describe("without a probe AWS's event of the start tells the source:", () => {
  const told = (host: string, port = 6379) => ({
    at: sample.at(0),
    message: `Starting migration operation for target cluster cache-prod with source cluster endpoint ${host} and port ${port}`,
  });
  const whose = (events: sample.Sight["events"] = [], changes: Partial<Plan["source"]> = {}) =>
    whoseSource(
      { ...seen({ status: "migrating", events }), shards: [] },
      { ...plan, probe: "none", source: { ...plan.source, ...changes } },
    );

  test("ours by the endpoint or a primary's address", () => {
    expect(whose([told("10.0.0.241")])).toStrictEqual({ kind: "ours" });
    expect(whose([told("10.0.0.242")], { primaries: ["10.0.0.242:6379"] })).toStrictEqual({ kind: "ours" });
  });

  test("foreign by another address or port, the newest start counting", () => {
    expect(whose([told("10.0.0.241"), told("10.0.0.9")])).toStrictEqual({ kind: "foreign", follows: "10.0.0.9:6379" });
    expect(whose([told("10.0.0.241", 6380)]).kind).toBe("foreign");
  });

  test("unknown without an event, by a text that names none, behind a name, and by another node of a cluster", () => {
    expect(whose([]).kind).toBe("unknown");
    expect(whose([{ at: sample.at(0), message: "Starting migration" }]).kind).toBe("unknown");
    expect(whose([told("10.0.0.241")], { host: "redis.internal" }).kind).toBe("unknown");
    expect(whose([told("10.0.0.9")], { clusterMode: "enabled" }).kind).toBe("unknown");
    expect(whose([told("10.0.0.9", 6380)], { clusterMode: "enabled" }).kind).toBe("foreign");
  });
});
