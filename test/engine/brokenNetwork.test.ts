// A network that is broken by somebody else, before and in the middle of a migration, under the real engine. The tests are
// one history: each begins where the one before it ended.
import {
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startStand, testTimeoutMs, until, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: testTimeoutMs });

const sourceGroup = "sg-0a1b2c3d4e5f60031";
const targetTable = "rtb-0a1b2c3d4e5f60022";

let stand: Stand;
let ec2: EC2Client;
beforeAll(async () => {
  stand = await startStand();
  const credentials = { accessKeyId: "somebody", secretAccessKey: "else" };
  ec2 = new EC2Client({ endpoint: stand.emulator.endpoint, region: stand.region, credentials });
});
afterAll(async () => {
  ec2.destroy();
  await stand.stop();
});

const words = (errors: readonly string[]) => errors.join("\n");

it("does not start over a path that was broken after prepare, and names what stands in the way", async () => {
  const { engine } = stand;
  expect(await engine.up()).toMatchObject({ ok: true, outputs: { reached: "prepare" } });
  const filter = [{ Name: "group-id", Values: [sourceGroup] }];
  const { SecurityGroupRules: rules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: filter }));
  const ids = rules.flatMap(({ IsEgress, SecurityGroupRuleId: id }) =>
    IsEgress === true || id === undefined ? [] : [id],
  );
  expect(ids).toHaveLength(1);
  await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: sourceGroup, SecurityGroupRuleIds: ids }));

  engine.setConfig("stage", "migrate");
  const { ok, errors } = await engine.up();
  expect(ok).toBe(false);
  expect(words(errors)).toMatch(new RegExp(`network-source-ingress: ${sourceGroup} does not admit the target's`));
  expect(await stand.acts()).toStrictEqual(["TestMigration ok"]);
});

it("is mended as the finding says, and goes on from there", async () => {
  const { engine } = stand;
  engine.setConfig("stage", "prepare");
  expect(await engine.refresh()).toMatchObject({ ok: true });
  expect(await engine.up()).toMatchObject({ ok: true, outputs: { reached: "prepare" } });
  engine.setConfig("stage", "migrate");
  expect(await engine.up()).toMatchObject({ ok: true, outputs: { reached: "migrate", attempt: 2 } });
});

it("does not complete while the network is cut in the middle of the migration", async () => {
  const { engine } = stand;
  const { RouteTables: [table] = [] } = await ec2.send(
    new DescribeRouteTablesCommand({ RouteTableIds: [targetTable] }),
  );
  const route = table?.Routes?.find(({ VpcPeeringConnectionId: id }) => id !== undefined);
  const to = { RouteTableId: targetTable, DestinationCidrBlock: route?.DestinationCidrBlock };
  await ec2.send(new DeleteRouteCommand(to));
  const before = await stand.acts();
  engine.setConfig("stage", "complete");
  const { ok, errors } = await engine.up();
  expect(ok).toBe(false);
  expect(words(errors)).toContain("(not-in-sync, see docs/errors.md#not-in-sync)");
  expect(await stand.acts()).toStrictEqual(before);

  await ec2.send(new CreateRouteCommand({ ...to, VpcPeeringConnectionId: route?.VpcPeeringConnectionId }));
  await until("the completion is taken", async () => (await engine.up()).ok);
  expect(await engine.outputs()).toMatchObject({ reached: "complete", phase: "done" });
});
