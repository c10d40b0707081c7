// The stack config that a rehearsal works on. It proves what is written into the copy, not what reads it: for that see
// test/engine/sandbox.test.ts.
import { describe, expect, it } from "vitest";
import { stackCopy, withoutSecrets } from "../../../rehearsal/sandbox/stackCopy.ts";
import { parseStackFile } from "../../../rehearsal/stackFile.ts";
import { forbidden, hostileStack } from "./hostileStack.ts";

const endpoint = "http://127.0.0.1:4566";
const addresses = { "10.0.0.241:6379": "127.20.30.1:6379" };
const namespace = "elasticache-online-migration";

function copyOf(extra: Record<string, unknown> = {}) {
  const { config } = parseStackFile("prod", hostileStack);
  return stackCopy({ ...config, ...extra }, endpoint, addresses);
}

describe("stackCopy", () => {
  it.each(forbidden)("keeps %s out", (word) => {
    expect(hostileStack).toContain(word);
    expect(JSON.stringify(copyOf())).not.toContain(word);
  });

  it("replaces the identity by one that is nobody's, and every endpoint by the emulator", () => {
    const { config } = copyOf();
    const aws = Object.fromEntries(Object.entries(config).filter(([key]) => key.startsWith("aws:")));
    expect(aws).toStrictEqual({
      "aws:region": "eu-west-1",
      "aws:defaultTags": { tags: { service: "sessions", token: "rehearsal-placeholder" } },
      "aws:accessKey": "rehearsal",
      "aws:secretKey": "rehearsal",
      "aws:skipCredentialsValidation": true,
      "aws:skipRegionValidation": true,
      "aws:skipMetadataApiCheck": true,
      "aws:skipRequestingAccountId": true,
      "aws:endpoints": [{ elasticache: endpoint, ec2: endpoint, sts: endpoint, cloudwatch: endpoint, iam: endpoint }],
    });
  });

  it("keeps the program's own keys, with placeholders for secrets at any depth", () => {
    const { config } = copyOf();
    expect(config[`${namespace}:target`]).toMatchObject({
      replicationGroupId: "sessions-prod",
      tags: { team: "platform", token: "rehearsal-placeholder" },
    });
    expect(config[`${namespace}:stage`]).toBe("complete");
  });

  it("leads the probe to the emulated servers and nowhere else", () => {
    expect(copyOf().config[`${namespace}:probe`]).toStrictEqual({ mode: "direct", addresses });
  });

  it("tells no way to a server where the stack has no probe", () => {
    const { config } = stackCopy({ [`${namespace}:probe`]: { mode: "none" } }, "http://127.0.0.1:4000", addresses);
    expect(config[`${namespace}:probe`]).toStrictEqual({ mode: "none" });
  });

  it("drops the configuration of every other provider", () => {
    const namespaces = Object.keys(copyOf().config).map((key) => key.split(":")[0]);
    expect([...new Set(namespaces)].sort()).toStrictEqual(["aws", namespace]);
  });

  it("shortens thresholds, never lengthens them, and says from what", () => {
    const { config, scale } = copyOf();
    expect(scale).toStrictEqual({
      pollSeconds: { from: 0.1, to: 0.1 },
      inSyncForSeconds: { from: 60, to: 2 },
      deadlineMinutes: { from: 45, to: 3 },
    });
    expect(config[`${namespace}:migration`]).toStrictEqual({
      pollSeconds: 0.1,
      inSyncForSeconds: 2,
      deadlineMinutes: 3,
    });
  });
});

describe("withoutSecrets", () => {
  it("replaces secrets in lists and objects, and leaves the rest as it is", () => {
    const value = { list: [{ secure: "v1:x" }, 1, null, "text"], deep: { deeper: { secure: "v1:y" } }, no: false };
    expect(withoutSecrets(value)).toStrictEqual({
      list: ["rehearsal-placeholder", 1, null, "text"],
      deep: { deeper: "rehearsal-placeholder" },
      no: false,
    });
  });
});
