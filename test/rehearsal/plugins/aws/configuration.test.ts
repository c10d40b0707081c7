import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPlugin } from "./pluginClient.ts";
import type { PluginClient, Properties } from "./pluginClient.ts";
import { configuration, startStand } from "./stand.ts";
import type { Stand } from "./stand.ts";
import { account, region } from "./world.ts";

const local = "http://127.0.0.1:9";

let plugin: PluginClient;
beforeAll(async () => {
  plugin = await startPlugin();
});
afterAll(async () => {
  plugin.running.child.stdin.end();
  await plugin.running.ended;
});

const endpoints = (more: Properties = {}): Properties => ({
  ...configuration(local),
  endpoints: JSON.stringify([{ ec2: local, elasticache: local, sts: local, ...more }]),
});

describe("an endpoint", () => {
  test.each([
    ["AWS's own", "https://elasticache.us-east-1.amazonaws.com"],
    ["a private address", "http://10.0.0.5:4566"],
    ["a name that resolves to anything", "http://localhost:4566"],
    ["a name that looks like an address", "http://127.0.0.1.example.com"],
    ["an address behind credentials that look like one", "http://127.0.0.1@10.0.0.5"],
    ["another protocol", "ftp://127.0.0.1"],
    ["no URL", "127.0.0.1:4566"],
  ])("that is %s is refused before any call", async (_what, url) => {
    const refusal = `elasticache is "${url}": the stand-in calls loopback addresses only`;
    await expect(plugin.configure(endpoints({ elasticache: url }))).rejects.toThrow(refusal);
    expect(await plugin.checkConfig(endpoints({ elasticache: url }))).toStrictEqual({
      endpoints: expect.stringContaining(refusal) as string,
    });
  });

  test("of a service that is not used here must be on this machine too", async () => {
    await expect(plugin.configure(endpoints({ s3: "https://s3.amazonaws.com" }))).rejects.toThrow('s3 is "https://s3');
  });

  test("that is missing is refused, each by name", async () => {
    const given = { ...configuration(local), endpoints: JSON.stringify([{ ec2: local }]) };
    await expect(plugin.configure(given)).rejects.toThrow(
      /aws:endpoints: no endpoint for elasticache.*\n.*no endpoint for sts/,
    );
    await expect(plugin.configure({ region })).rejects.toThrow("no endpoint for ec2");
  });

  test("on any loopback address is taken", async () => {
    expect(await plugin.checkConfig(endpoints({ ec2: "http://127.9.8.7:1", sts: "http://[::1]:2" }))).toStrictEqual({});
  });
});

describe("the configuration", () => {
  test("needs a region, and tells every fault at once", async () => {
    const faults = plugin.configure({
      ...configuration(local),
      region: "",
      assumeRoles: JSON.stringify([{ roleArn: "arn:aws:iam::1:role/x" }]),
      defaultTags: "team",
    });
    await expect(faults).rejects.toThrow(/aws:region: .*\n.*aws:defaultTags: .*\n.*aws:assumeRoles: /);
  });

  const roleArn = "arn:aws:iam::210987654321:role/migration";
  const list = (...entries: unknown[]): string => JSON.stringify(entries);
  test.each([
    ["assumeRoles", list({ roleArn: "migration" }), "[0].roleArn: looks like arn:aws:iam::210987654321:role/name"],
    ["assumeRoles", list({ externalId: "e" }), "[0].roleArn: "],
    ["assumeRoles", list({ roleArn }, "other"), "[1] must be an object with a roleArn"],
    ["assumeRoles", list({ roleArn, policy: "{}" }), "[0].policy is not supported by the stand-in"],
    ["assumeRoles", list({ roleArn, tags: { a: "b" } }), "[0].tags is not supported by the stand-in"],
    ["assumeRoles", list({ roleArn, duration: "14m59s" }), '[0].duration is "14m59s": must be 15m to 12h'],
    ["assumeRoles", list({ roleArn, duration: "12h1s" }), '[0].duration is "12h1s": must be 15m to 12h'],
    ["assumeRoles", list({ roleArn, duration: "an hour" }), '[0].duration is "an hour"'],
    ["assumeRoleWithWebIdentity", JSON.stringify({ roleArn }), "is not supported by the stand-in"],
    ["allowedAccountIds", list("12345"), "must be a list of account ids of 12 digits"],
    ["forbiddenAccountIds", "123456789012", "must be a list of account ids of 12 digits"],
  ])("refuses %s %s", async (key, value, reason) => {
    const found = await plugin.checkConfig({ ...configuration(local), [key]: value });
    expect(Object.keys(found)).toStrictEqual([key]);
    expect(found[key]).toContain(reason);
  });

  test("takes roles of which nothing is said for none, and every way to write a duration", async () => {
    const said = [{}, { roleArn: null, tags: {} }];
    for (const assumeRoles of [list(...said), "", JSON.stringify({}), "null"]) {
      expect(await plugin.checkConfig({ ...configuration(local), assumeRoles })).toStrictEqual({});
    }
    for (const duration of ["15m", "1h30m", "12h", "900s", "0.5h"]) {
      const assumeRoles = list({ roleArn, duration, policyArns: [] });
      expect(await plugin.checkConfig({ ...configuration(local), assumeRoles })).toStrictEqual({});
    }
  });

  test("allows accounts or forbids them, not both", async () => {
    const both = { allowedAccountIds: list("123456789012"), forbiddenAccountIds: list("210987654321") };
    expect(await plugin.checkConfig({ ...configuration(local), ...both })).toStrictEqual({
      allowedAccountIds: "conflicts with forbiddenAccountIds: give one of them",
    });
  });

  test("that was refused lets nothing be done", async () => {
    await expect(plugin.invoke("aws:index/getRegion:getRegion")).rejects.toThrow("before it was configured");
  });
});

describe("a configured plugin", () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await startStand();
  });
  afterAll(async () => {
    await stand.stop();
  });

  test("answers who is calling and where", async () => {
    expect(await stand.plugin.invoke("aws:index/getCallerIdentity:getCallerIdentity")).toStrictEqual({
      accountId: account,
      arn: `arn:aws:iam::${account}:user/emulator`,
      id: account,
      userId: expect.stringMatching(/^AIDA/) as string,
    });
    expect(await stand.plugin.invoke("aws:index/getRegion:getRegion")).toMatchObject({
      id: region,
      name: region,
      region,
    });
  });

  test("refuses functions and types that it lacks, by name", async () => {
    await expect(stand.plugin.invoke("aws:ec2/getVpc:getVpc")).rejects.toThrow(
      "aws:ec2/getVpc:getVpc is not supported by the stand-in",
    );
    await expect(stand.plugin.check("aws:s3/bucket:Bucket", {})).rejects.toThrow(
      "aws:s3/bucket:Bucket is not supported by the stand-in",
    );
  });
});

test("an emulator that is gone is told with its address", async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  const lost = await startPlugin();
  await lost.configure(configuration(`http://127.0.0.1:${port}`));
  await expect(lost.invoke("aws:index/getCallerIdentity:getCallerIdentity")).rejects.toThrow(
    new RegExp(`ECONNREFUSED.*127\\.0\\.0\\.1:${port}`),
  );
  lost.running.child.stdin.end();
  await lost.running.ended;
});
