// A call as the emulator takes it: whose it is, by the emulator's own clock. No server runs and nothing is sent.
import { expect, test } from "vitest";
import { answerCall } from "../../../emulator/api/awsCall.ts";
import { createHolds } from "../../../emulator/api/holds.ts";
import { createInjectedFaults } from "../../../emulator/api/injectedFaults.ts";
import { createRequestLog } from "../../../emulator/api/requestLog.ts";
import { createCloud } from "../../../emulator/createCloud.ts";
import { createAddressMap } from "../../../emulator/servers/addressMap.ts";
import type { Fleet } from "../../../emulator/servers/fleet.ts";
import { parseWorld } from "../../../emulator/world.ts";

const arn = "arn:aws:iam::222222222222:role/migration";

function desk() {
  const clock = { now: new Date("2026-11-21T10:00:00Z") };
  const cloud = createCloud({
    world: parseWorld({ account: "111111111111", roles: [{ arn, trusts: ["111111111111"] }] }, "(test)"),
    fleet: undefined as unknown as Fleet,
    addresses: createAddressMap(new Map()),
    signal: new AbortController().signal,
    report: (message) => {
      throw new Error(message);
    },
  });
  return {
    clock,
    cloud: { ...cloud, now: () => clock.now },
    log: createRequestLog(),
    faults: createInjectedFaults(),
    holds: createHolds(cloud.signal),
  };
}

const signedBy = (key: string, service: string) =>
  `AWS4-HMAC-SHA256 Credential=${key}/20261121/eu-west-1/${service}/aws4_request`;

test.each([
  ["sts", "GetCallerIdentity", 403, "ExpiredToken"],
  ["elasticache", "DescribeReplicationGroups", 403, "ExpiredToken"],
  ["ec2", "DescribeVpcs", 400, "RequestExpired"],
])("a temporary key ends at its expiry for %s, by the time of the emulator", async (service, action, status, code) => {
  const it = desk();
  const asked = `Action=AssumeRole&RoleArn=${arn}&RoleSessionName=cut-over&DurationSeconds=900`;
  const opened = await answerCall(
    { authorization: signedBy("AKIA", "sts"), securityToken: undefined, body: asked },
    it,
  );
  if (opened.kind !== "answer") throw new Error("no answer");
  const text = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(opened.text)?.[1] ?? "";
  expect(text("Expiration")).toBe("2026-11-21T10:15:00.000Z");
  const call = async () => {
    const authorization = signedBy(text("AccessKeyId"), service);
    const body = `Action=${action}`;
    const answer = await answerCall({ authorization, securityToken: text("SessionToken"), body }, it);
    return answer.kind === "answer" ? [answer.status, /<Code>(.+)<\/Code>/.exec(answer.text)?.[1]] : [answer.kind];
  };
  it.clock.now = new Date("2026-11-21T10:14:59.999Z");
  expect(await call()).toStrictEqual([200, undefined]);
  it.clock.now = new Date("2026-11-21T10:15:00Z");
  expect(await call()).toStrictEqual([status, code]);
  expect(it.log.entries().map(({ account, outcome }) => [account, outcome])).toStrictEqual([
    ["111111111111", "ok"],
    ["222222222222", "ok"],
    ["", code],
  ]);
});
