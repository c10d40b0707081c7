// The rehearsal's own clients of AWS's SDK: nothing of the user's environment and files decides where they go.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { guardOf } from "../../rehearsal/sandbox/environment.ts";
import { projectRoot } from "../../rehearsal/rehearsal.ts";

const hostileConfig = `
[default]
defaults_mode = auto
region = us-gov-west-1
retry_mode = adaptive
max_attempts = 99
use_fips_endpoint = true
use_dualstack_endpoint = true
sdk_ua_app_id = somebody
endpoint_url = http://192.0.2.1
`;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "hostile-aws-"));
  for (const file of ["config", "credentials"]) await writeFile(join(directory, file), hostileConfig);
});
afterAll(() => rm(directory, { recursive: true }));

const child = new URL("hostileAws.mjs", import.meta.url).pathname;

/** What the child printed, and what it tried to reach beside this machine. */
async function callIn(environment: Readonly<Record<string, string>>) {
  const guard = guardOf(projectRoot, directory);
  const { stdout } = await promisify(execFile)(process.execPath, [child], {
    env: { HOME: directory, ...guard, ...environment },
    timeout: 15_000,
  });
  const attempts = existsSync(guard.REHEARSAL_ATTEMPTS) ? await readFile(guard.REHEARSAL_ATTEMPTS, "utf8") : "";
  return { said: JSON.parse(stdout) as unknown, attempts };
}

const nothingRead = {
  said: { answers: { DescribeVpcs: 2, DescribeReplicationGroups: 1 }, read: [] },
  attempts: "",
};
const hostileFiles = () => ({
  AWS_CONFIG_FILE: join(directory, "config"),
  AWS_SHARED_CREDENTIALS_FILE: join(directory, "credentials"),
});

it("reads none of the user's AWS files, and tries to reach nothing but the emulator", async () => {
  expect(await callIn(hostileFiles())).toStrictEqual(nothingRead);
});

it("takes nothing from an environment that would lead it to the metadata service and elsewhere", async () => {
  const environment = {
    AWS_DEFAULTS_MODE: "auto",
    AWS_PROFILE: "prod",
    AWS_ENDPOINT_URL: "http://192.0.2.1",
    AWS_ENDPOINT_URL_EC2: "http://192.0.2.2",
    AWS_RETRY_MODE: "no such mode",
    AWS_MAX_ATTEMPTS: "many",
    AWS_USE_FIPS_ENDPOINT: "true",
    AWS_ACCESS_KEY_ID: "AKIAREALACCESSKEY",
  };
  expect(await callIn({ ...hostileFiles(), ...environment })).toStrictEqual(nothingRead);
});
