// On mocks: nothing is registered for a group that exists; whether it is fit is read and judged elsewhere.
import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { MigrationTarget } from "../../components/MigrationTarget.ts";
import type { ExistingGroup } from "../../providers/existingGroup.ts";
import { recorded } from "./recorded.ts";

const arn = "arn:aws:elasticache:us-east-1:123456789012:replicationgroup:cache-prod";
const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));

async function target(existing: ExistingGroup | undefined) {
  const seen: Promise<unknown>[] = [];
  const record = await recorded({ frozen: false, protect: true }, ({ guard, options }) => {
    const made = new MigrationTarget(
      "target",
      {
        replicationGroupId: "cache-prod",
        existing,
        engine: "redis",
        engineVersion: "7.0",
        nodeType: "cache.m6g.large",
        port: 6379,
        clusterMode: "disabled",
        shards: 1,
        replicasPerShard: 1,
        slots: [],
        databases: 16,
        reservedMemoryPercent: undefined,
        parameters: {},
        atRest: { enabled: false },
        tls: "off",
        snapshots: { retentionDays: 0 },
        vpcId: "vpc-target",
        subnetIds: ["subnet-1", "subnet-2"],
        tags: {},
      },
      guard,
      options,
    );
    const groups = made.securityGroups.map(({ id, label }) => pulumi.all([id, label]));
    seen.push(
      ...[made.replicationGroupId, made.groupArn, made.accountId, made.securityGroupId, ...groups].map(value<unknown>),
    );
  });
  return { made: record.made, seen: await Promise.all(seen) };
}

test("a group that exists is pointed at, and nothing of it is made", async () => {
  const securityGroupIds = ["sg-2", "sg-1"];
  const account = "123456789012";
  expect(await target({ securityGroupIds, accountId: account, arn })).toStrictEqual({
    made: [],
    // In one order, so that rules keep their names whatever order AWS tells the groups in.
    seen: ["cache-prod", arn, account, "sg-1", ["sg-1", "sg-1"], ["sg-2", "sg-2"]],
  });
});

test("the one that is made is known by its own security group, without a label", async () => {
  const { made, seen } = await target(undefined);
  expect(made).toHaveLength(4);
  expect(seen).toStrictEqual(["cache-prod", arn, "123456789012", "target-access-id", ["target-access-id", ""]]);
});

test("a group without a security group is refused: there would be nothing to put the rules in", async () => {
  await expect(target({ securityGroupIds: [], accountId: "123456789012", arn })).rejects.toThrow(
    "The replication group cache-prod has no security group.\n" +
      "Expected: one at least, in which rules can let the source and the application through.\n" +
      "Do: give it one (ModifyReplicationGroup, SecurityGroupIds), then run pulumi up again.",
  );
});
