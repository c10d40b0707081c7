import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { accessOf, encryptionOf, nodesOf } from "../../components/groupArguments.ts";

const alone = { clusterMode: "disabled", shards: 1, replicasPerShard: 1, slots: [] } as const;
const cluster = { clusterMode: "enabled", shards: 2, replicasPerShard: 1, slots: [] } as const;

test.each([1, 3, 5])("%d replicas make one node more, and never fewer than two", (replicasPerShard) => {
  expect(nodesOf({ ...alone, replicasPerShard })).toStrictEqual({ numCacheClusters: 1 + replicasPerShard });
});

test("a cluster of one shard is a cluster, too", () => {
  expect(nodesOf({ ...cluster, shards: 1 })).toStrictEqual({ numNodeGroups: 1, replicasPerNodeGroup: 1 });
});

test("slots that are given make shards with ids of AWS's form, in their order", () => {
  const slots = ["0-99,200-8191", "100-199,8192-16383"];
  expect(nodesOf({ ...cluster, replicasPerShard: 2, slots })).toStrictEqual({
    numNodeGroups: 2,
    nodeGroupConfigurations: [
      { nodeGroupId: "0001", slots: "0-99,200-8191", replicaCount: 2 },
      { nodeGroupId: "0002", slots: "100-199,8192-16383", replicaCount: 2 },
    ],
  });
});

test("no encryption is said outright, because the default differs by engine", () => {
  expect(encryptionOf({ atRest: { enabled: false }, tls: "off" })).toStrictEqual({
    atRestEncryptionEnabled: false,
    transitEncryptionEnabled: false,
  });
});

test.each(["preferred", "required"] as const)("encryption in transit has a mode: %s", (tls) => {
  expect(encryptionOf({ atRest: { enabled: true, kmsKeyId: "alias/cache" }, tls })).toStrictEqual({
    atRestEncryptionEnabled: true,
    kmsKeyId: "alias/cache",
    transitEncryptionEnabled: true,
    transitEncryptionMode: tls,
  });
});

test("a user group comes without token and strategy, and nothing comes of nothing", () => {
  expect(accessOf({ userGroupId: "cache-users" })).toStrictEqual({ userGroupIds: ["cache-users"] });
  expect([accessOf({}), accessOf(undefined)]).toStrictEqual([{}, {}]);
});

test("a token comes as a secret, with the one strategy that AWS takes for a group that has none", async () => {
  const { authToken, ...others } = accessOf({ authToken: "correct-horse-battery" });
  expect(others).toStrictEqual({ authTokenUpdateStrategy: "ROTATE" });
  expect(pulumi.Output.isInstance(authToken) && (await pulumi.isSecret(authToken))).toBe(true);
});
