// What a command takes from a stack config, and that it takes no secret for anything.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { readStack } from "../../commands/stack.ts";
import { namespace } from "../../settings.ts";
import { whole } from "../settings/whole.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "stacks-"));
});
afterAll(() => rm(root, { recursive: true }));

const ours = (changes: Readonly<Record<string, unknown>> = {}) =>
  Object.fromEntries(Object.entries(whole(changes)).map(([key, value]) => [`${namespace}:${key}`, value]));

async function stackOf(config: object, beside: object = {}, name = "prod") {
  await writeFile(join(root, `Pulumi.${name}.yaml`), stringify({ ...beside, config: { ...ours(), ...config } }));
  return readStack(root, name);
}

test("AWS's keys are handed on as the engine would: texts as they are, everything else as JSON", async () => {
  const endpoints = [{ elasticache: "http://127.0.0.1:1" }];
  const stack = await stackOf({ "aws:region": "eu-west-1", "aws:endpoints": endpoints, "aws:maxRetries": 3 });
  expect(["aws:region", "aws:endpoints", "aws:maxRetries", "aws:profile"].map(stack.awsConfig)).toStrictEqual([
    "eu-west-1",
    JSON.stringify(endpoints),
    "3",
    undefined,
  ]);
  expect({ ...stack, awsConfig: 0, settings: 0, plan: stack.plan.groupId }).toStrictEqual({
    name: "prod",
    stage: "prepare",
    plan: "cache-prod",
    awsConfig: 0,
    settings: 0,
    notes: [],
  });
});

test("keys that are secrets are left out, the plain half too, and that is said", async () => {
  const stack = await stackOf({ "aws:accessKey": "AKIA", "aws:secretKey": { secure: "v1:x" }, "aws:token": "plain" });
  expect(["aws:accessKey", "aws:secretKey", "aws:token"].map(stack.awsConfig)).toStrictEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(stack.notes).toStrictEqual([expect.stringContaining("AWS credentials come from the environment")]);
});

test("an identity that is partly a secret is refused: another one would look at other things", async () => {
  const role = { roleArn: "arn:aws:iam::123456789012:role/x", externalId: { secure: "v1:x" } };
  await expect(stackOf({ "aws:assumeRoles": [role] })).rejects.toThrow(/^aws:assumeRoles: holds a secret/);
  // Tags say nothing of an identity.
  await expect(stackOf({ "aws:defaultTags": { tags: { token: { secure: "v1:x" } } } })).resolves.toBeDefined();
});

test("a secret of the program's own has a placeholder that is well-formed in its place", async () => {
  const target = { ...(whole()["target"] as object), tls: "required", access: { authToken: { secure: "v1:x" } } };
  const stack = await stackOf({ [`${namespace}:target`]: target, [`${namespace}:stage`]: "operate" });
  expect(stack.settings.target.access?.authToken).toBe("placeholder-of-a-secret");
});

test("an environment of Pulumi ESC is named, because its values are missing", async () => {
  const [note] = (await stackOf({}, { environment: ["acme/prod"] })).notes;
  expect(note).toBe("environment: acme/prod: only the engine reads Pulumi ESC; its values are missing here.");
});

test("the root's own file comes before an example's, and a name that is none is told with those that are", async () => {
  await mkdir(join(root, "examples", "prod"), { recursive: true });
  await writeFile(
    join(root, "examples", "prod", "Pulumi.prod.yaml"),
    stringify({ config: ours({ stage: "migrate" }) }),
  );
  expect((await stackOf({})).stage).toBe("prepare");
  await rm(join(root, "Pulumi.prod.yaml"));
  expect(readStack(root, "prod").stage).toBe("migrate");
  expect(() => readStack(root, "staging")).toThrow("--stack staging: no such stack config; expected one of prod");
});

test("every fault of the configuration is told at once", async () => {
  const source = { ...(whole()["source"] as object), vpcId: "vpc-1", mood: "good" };
  await expect(stackOf({ [`${namespace}:source`]: source })).rejects.toThrow(
    /has 2 faults:[^]*source\.vpcId[^]*source\.mood/,
  );
});
