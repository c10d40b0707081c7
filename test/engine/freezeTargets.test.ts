// What goes past the journal while a migration is in flight: `--target`, which leaves it out, drift, and refresh.
import { CreateTagsCommand, ModifySecurityGroupRulesCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { picture, touched } from "./picture.ts";
import { startStand, testTimeoutMs, type Stand } from "./stand.ts";

vi.setConfig({ testTimeout: testTimeoutMs, hookTimeout: testTimeoutMs });

const group = ["**replicationGroup:ReplicationGroup**"];
const targetAndPath = ["**aws:**"];
/** Of the aws provider's fifteen minutes, which the stand-in shortens to five seconds. */
const stalled = /listing tags for .*InvalidReplicationGroupState: Cluster not in available state/;

let stand: Stand;
const now = async () => ({
  picture: await picture(stand),
  changes: await stand.changes(),
  acts: await stand.acts(),
});

beforeAll(async () => {
  stand = await startStand();
  const { engine } = stand;
  expect(await engine.up()).toMatchObject({ ok: true });
  // Drift of the group is known to the state before the flip: while AWS migrates it takes no tags, and shows none.
  await stand.tag("drift", "by hand");
  expect(await engine.refresh()).toMatchObject({ ok: true });
  engine.setConfig("stage", "migrate");
  engine.setConfig("migration.waitFor", "started");
  expect(await engine.up()).toMatchObject({ ok: true, outputs: { reached: "migrate" } });
});
afterAll(async () => {
  await stand.stop();
});

const urnOf = async (name: string) =>
  (await stand.resources()).map(({ urn }) => urn).find((urn) => urn.endsWith(`::${name}`)) ?? name;

/** An operation on some resources with a changed stack config, which is put back. */
async function targeted(
  targets: readonly string[],
  edits: readonly (readonly [string, unknown])[],
  verb: "up" | "preview" = "up",
) {
  const { engine } = stand;
  const accepted = edits.map(([key]) => [key, engine.getConfig(key)] as const);
  for (const [key, value] of edits) engine.setConfig(key, value);
  const seen = await engine[verb]({ targets });
  for (const [key, value] of accepted) engine.setConfig(key, value);
  return seen;
}

describe("an edit beside --target is refused and changes nothing, although the journal is not asked,", () => {
  it("of the group, in a preview and in an up", async () => {
    const before = await now();
    const inputs = await stand.inputsOf("target-group");
    const edits = [
      ["aws:defaultTags.tags.service", "another"],
      ["target.nodeType", "cache.m6g.xlarge"],
      ["target.tags.team", "another"],
    ] as const;
    for (const verb of ["preview", "up"] as const) {
      const { ok, errors } = await targeted(group, edits, verb);
      expect(await now()).toStrictEqual(before);
      expect(await stand.inputsOf("target-group")).toStrictEqual(inputs);
      expect(ok).toBe(false);
      const keys = edits.map(([key]) => key).join(", ");
      expect(errors.join("\n")).toContain(`The change edits ${keys} while the stage is migrate.`);
    }
  });

  it.each([
    ["of a rule that it adds", ["**SecurityGroupIngressRule**"], "application.cidrs", ["10.1.64.0/20", "10.1.80.0/20"]],
    ["of a rule that it takes away", "application-10.1.64.0/20", "application.cidrs", ["10.1.80.0/20"]],
    [
      "of a route that it takes away",
      "peering-to-target-rtb-0a1b2c3d4e5f60021-10.1.0.0/16",
      "target.cidrs",
      ["10.2.0.0/16"],
    ],
    ["of a route that it adds", ["**route:Route**"], "source.cidrs", ["10.0.0.0/16", "10.8.0.0/16"]],
  ] as const)("%s", async (_what, targets, key, value) => {
    const before = await now();
    const { ok, errors } = await targeted(typeof targets === "string" ? [await urnOf(targets)] : targets, [
      [key, value],
    ]);
    expect(await now()).toStrictEqual(before);
    expect(ok).toBe(false);
    expect(errors.join("\n")).toContain(`The change edits ${key} while the stage is migrate.`);
  });

  it("and the program itself refuses a stage that edits, before anything is registered", async () => {
    const before = await now();
    const { ok, errors, steps } = await targeted(group, [
      ["stage", "prepare"],
      ["target.nodeType", "cache.m6g.xlarge"],
    ]);
    expect(ok).toBe(false);
    expect(errors.join("\n")).toContain("AWS reports sessions-dev as migrating, and the stage asks for prepare.");
    expect(Object.keys(steps).filter((urn) => urn.includes("aws:"))).toStrictEqual([]);
    expect(await now()).toStrictEqual(before);
  });
});

describe("a refresh in the middle of a migration", () => {
  it("of all but target and path works, and the next preview finds nothing to do", async () => {
    const { engine } = stand;
    expect(await engine.refresh({ exclude: targetAndPath })).toMatchObject({ ok: true, errors: [] });
    expect(touched(await engine.preview())).toStrictEqual([]);
  });

  it("of all but the group shows what drifted on the path, and the freeze leaves that alone", async () => {
    const { engine, aws } = stand;
    const { securityGroups, rules } = await picture(stand);
    const access = securityGroups.find(({ GroupName }) => GroupName === "sessions-dev-elasticache");
    const into = rules.find(({ GroupId, CidrIpv4 }) => GroupId === access?.GroupId && CidrIpv4 === "10.1.64.0/20");
    const ec2 = await aws.ec2("target");
    const byHand = [{ Key: "drift", Value: "by hand" }];
    await ec2.send(new CreateTagsCommand({ Resources: [access?.GroupId ?? ""], Tags: byHand }));
    await ec2.send(
      new ModifySecurityGroupRulesCommand({
        GroupId: access?.GroupId,
        SecurityGroupRules: [
          {
            SecurityGroupRuleId: into?.SecurityGroupRuleId,
            SecurityGroupRule: { IpProtocol: "tcp", FromPort: 6379, ToPort: 6379, CidrIpv4: "10.1.64.0/19" },
          },
        ],
      }),
    );
    const before = await now();
    expect(await engine.refresh({ exclude: group })).toMatchObject({ ok: true, errors: [] });
    expect((await stand.inputsOf("application-10.1.64.0/20"))["cidrIpv4"]).toBe("10.1.64.0/19");

    expect(touched(await engine.preview())).toStrictEqual([]);
    expect(touched(await engine.up({ targets: targetAndPath }))).toStrictEqual([]);
    expect(touched(await engine.up())).toStrictEqual([]);
    expect(await now()).toStrictEqual(before);
  });

  it("of the group stalls on its tags and fails, and harms nothing", async () => {
    const { engine } = stand;
    const [before, resources] = [await now(), await stand.resources()];
    for (const options of [{ targets: group }, {}]) {
      const { ok, errors, seconds } = await engine.refresh(options);
      expect(ok).toBe(false);
      expect(errors.join("\n")).toMatch(stalled);
      expect(seconds).toBeGreaterThan(5);
    }
    expect(await stand.resources()).toStrictEqual(resources);
    expect(await now()).toStrictEqual(before);
    expect(touched(await engine.preview())).toStrictEqual([]);
    expect(await stand.status()).toBe("migrating");
  });
});

describe("the state keeps", () => {
  it("the drift of the group that was known before the flip, which no up has taken away", async () => {
    expect((await stand.inputsOf("target-group"))["tags"]).toMatchObject({ team: "platform", drift: "by hand" });
    expect(await stand.changes()).not.toContain("RemoveTagsFromResource");
  });
});
