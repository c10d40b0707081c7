// Bad input under the real engine: all faults in one message, and nothing is created.
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startStand, testTimeoutMs, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: testTimeoutMs });

let stand: Stand;
beforeAll(async () => {
  stand = await startStand();
});
afterAll(async () => {
  await stand.stop();
});

it("names every faulty key with what was found, and creates nothing, in a preview and in an up", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "prepair");
  engine.setConfig("target.port", 70_000);
  engine.setConfig("target.vpcId", "vpc-1");
  engine.setConfig("target.cidrs", ["10.0.128.0/17"]);
  engine.setConfig("target.replicasPerShrad", 1);
  engine.setConfig("source.datasetGiB", undefined);
  engine.setConfig("probe.mode", "none");
  const expected = [
    /:stage: found "prepair"; expected one of prepare, migrate, complete, operate, abort$/m,
    /:target\.port: found 70000; expected a whole number from 1 to 65535$/m,
    /:target\.vpcId: found "vpc-1"; expected an id like vpc-/m,
    /:target\.replicasPerShrad: found 1; expected no such key \(did you mean replicasPerShard\?\)/m,
    /:source\.datasetGiB: missing; expected the size of the data in GiB/m,
    /:probe\.addresses: found \[".+"\]; expected nothing with probe\.mode none: no server is connected to$/m,
  ];
  for (const operation of [() => engine.preview(), () => engine.up()]) {
    const { ok, errors } = await operation();
    expect(ok).toBe(false);
    const text = errors.join("\n");
    for (const fault of expected) expect(text).toMatch(fault);
    expect(text).toContain(`The stack configuration has ${expected.length} faults:`);
  }
  expect(await stand.changes()).toStrictEqual([]);
  expect(await stand.acts()).toStrictEqual([]);
});

it("refuses a network that overlaps the source's as it refuses a malformed one", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "prepare");
  engine.setConfig("target.port", 6379);
  engine.setConfig("target.vpcId", "vpc-0a1b2c3d4e5f60002");
  engine.setConfig("target.replicasPerShrad", undefined);
  engine.setConfig("source.datasetGiB", 1);
  engine.setConfig("probe.mode", "direct");
  const { ok, errors } = await engine.up();
  expect(ok).toBe(false);
  expect(errors.join("\n")).toMatch(
    /:target\.cidrs: found "10\.0\.128\.0\/17"; expected a network that does not overlap/,
  );
  expect(await stand.changes()).toStrictEqual([]);
});

it("refuses a first stage other than prepare, before anything is created", async () => {
  const { engine } = stand;
  engine.setConfig("target.cidrs", ["10.1.0.0/16"]);
  engine.setConfig("stage", "migrate");
  const { ok, errors } = await engine.up();
  expect(ok).toBe(false);
  expect(errors.join("\n")).toContain('Stage "migrate" cannot be the first.');
  expect(await stand.changes()).toStrictEqual([]);
});
