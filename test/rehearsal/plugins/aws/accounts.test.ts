// Roles, rules of accounts, and several providers in one program.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checked, make, refreshed } from "./lifecycle.ts";
import { unknown } from "./pluginClient.ts";
import type { PluginClient, Properties } from "./pluginClient.ts";
import { configuration, startStand } from "./stand.ts";
import type { Stand } from "./stand.ts";
import { account, otherAccessKey, otherAccount, otherRegion, region, roles } from "./world.ts";

const identity = "aws:index/getCallerIdentity:getCallerIdentity";
const paramsToken = "aws:elasticache/parameterGroup:ParameterGroup";

/** As an explicit provider's arguments arrive: objects and lists as JSON text. */
const assuming = (...given: Properties[]): Properties => ({ assumeRoles: JSON.stringify(given) });
const migration = { roleArn: roles.migration, externalId: "sessions", sessionName: "rehearsal", duration: "30m" };

let stand: Stand;
let here: PluginClient;
let there: PluginClient;
let far: PluginClient;
beforeAll(async () => {
  stand = await startStand();
  here = stand.plugin;
  there = await provider(assuming(migration));
  far = await provider({ ...assuming(migration), region: otherRegion });
});
afterAll(async () => {
  await stand.stop();
});

async function provider(more: Properties): Promise<PluginClient> {
  const plugin = await stand.another();
  await plugin.configure({ ...configuration(stand.emulatorUrl), ...more });
  return plugin;
}

describe("a second provider of the same program", () => {
  test("acts in the account of its role and in its own region, and the first one goes on in its own", async () => {
    expect(await there.invoke(identity)).toMatchObject({
      accountId: otherAccount,
      arn: `arn:aws:sts::${otherAccount}:assumed-role/migration/rehearsal`,
    });
    expect(await far.invoke("aws:index/getRegion:getRegion")).toMatchObject({ name: otherRegion });
    expect(await here.invoke(identity)).toMatchObject({ accountId: account });
    const made = await make(far, paramsToken, { name: "elsewhere", family: "redis7" });
    expect(made.outputs).toMatchObject({
      arn: `arn:aws:elasticache:${otherRegion}:${otherAccount}:parametergroup:elsewhere`,
      tagsAll: { service: "sessions" },
    });
    expect(await refreshed(here, paramsToken, { ...made, outputs: { ...made.outputs, region } })).toBe("gone");
  });

  test("takes its default tags from its own arguments", async () => {
    const plugin = await provider({ defaultTags: JSON.stringify({ tags: { side: "far" } }) });
    expect(await checked(plugin, paramsToken, { name: "p", family: "redis7" })).toMatchObject({
      tagsAll: { side: "far" },
    });
  });

  test("is given its secrets in envelopes, and acts with what is in them", async () => {
    const secret = (value: unknown): Properties => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value,
    });
    const args = {
      ...configuration(stand.emulatorUrl),
      accessKey: secret(otherAccessKey),
      secretKey: secret("any"),
      allowedAccountIds: secret(JSON.stringify([otherAccount])),
    };
    const plugin = await stand.another();
    expect(await plugin.checkConfig(args)).toStrictEqual({});
    await plugin.configure(args);
    expect(await plugin.invoke(identity)).toMatchObject({ accountId: otherAccount });
  });

  test("is not judged by arguments that only its resources will tell", async () => {
    const args = { ...configuration(stand.emulatorUrl), assumeRoles: unknown, allowedAccountIds: unknown };
    expect(await here.checkConfig(args)).toStrictEqual({});
    expect(await here.checkConfig({ ...args, endpoints: "" })).toHaveProperty("endpoints");
  });
});

describe("a role", () => {
  test("may lead to another one", async () => {
    const plugin = await provider(assuming(migration, { roleArn: roles.onward }));
    expect(await plugin.invoke(identity)).toMatchObject({ accountId: "321098765432" });
  });

  test("that is refused ends the configuration with its name, and nothing can be done", async () => {
    const plugin = await stand.another();
    const configure = (...given: Properties[]) =>
      plugin.configure({ ...configuration(stand.emulatorUrl), ...assuming(...given) });
    const refusal = (arn: string) =>
      new RegExp(
        `IAM Role \\(${arn}\\) cannot be assumed: AccessDenied: User: .* sts:AssumeRole on resource: ${arn} \\(request `,
      );
    await expect(configure({ ...migration, externalId: "wrong" })).rejects.toThrow(refusal(roles.migration));
    await expect(configure({ roleArn: roles.onward })).rejects.toThrow(refusal(roles.onward));
    await expect(configure(migration, { roleArn: roles.migration })).rejects.toThrow(refusal(roles.migration));
    await expect(plugin.invoke(identity)).rejects.toThrow("before it was configured");
  });

  test("is assumed once for all services and regions", async () => {
    const log = async (): Promise<{ action: string; parameters: Record<string, string> }[]> =>
      (await fetch(`${stand.emulatorUrl}/_emulator/log`)).json() as never;
    const before = (await log()).length;
    const plugin = await provider(assuming(migration));
    for (const place of [region, otherRegion]) {
      const group = await make(plugin, paramsToken, { name: `once-${place}`, family: "redis7", region: place });
      await plugin.delete(paramsToken, group.id, group.outputs);
    }
    await plugin.invoke(identity);
    const assumed = (await log()).slice(before).filter(({ action }) => action === "AssumeRole");
    expect(assumed.map(({ parameters }) => parameters)).toMatchObject([
      { RoleArn: roles.migration, RoleSessionName: "rehearsal", ExternalId: "sessions", DurationSeconds: "1800" },
    ]);
  });
});

describe("a rule of accounts", () => {
  const inThere = (more: Properties) =>
    stand
      .another()
      .then((plugin) => plugin.configure({ ...configuration(stand.emulatorUrl), ...assuming(migration), ...more }));
  const list = (...accounts: string[]) => JSON.stringify(accounts);

  test("lets the named account act", async () => {
    await inThere({ allowedAccountIds: list(account, otherAccount) });
    await inThere({ forbiddenAccountIds: list(account) });
  });

  test("refuses any other one before the first call in it", async () => {
    const refusal = `AWS account ID not allowed: ${otherAccount}`;
    await expect(inThere({ allowedAccountIds: list(account) })).rejects.toThrow(refusal);
    await expect(inThere({ forbiddenAccountIds: list(otherAccount) })).rejects.toThrow(refusal);
    const plugin = await stand.another();
    const own = { ...configuration(stand.emulatorUrl), allowedAccountIds: list(otherAccount) };
    await expect(plugin.configure(own)).rejects.toThrow(`AWS account ID not allowed: ${account}`);
  });
});
