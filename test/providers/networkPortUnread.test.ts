import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../../migration/plan.ts";
import { answerTo } from "../../providers/ec2Access.ts";
import { networkPort } from "../../providers/networkPort.ts";
import { answered, refusal, startEc2Stub } from "./ec2Stub.ts";
import { forbiddenRole, planTo, readerOf, startNetworkCloud } from "./networkCloud.ts";

let cloud: Awaited<ReturnType<typeof startNetworkCloud>>;
beforeAll(async () => (cloud = await startNetworkCloud()));
afterAll(() => cloud.close());

const never = new AbortController().signal;
const everywhere = () => ({ ec2: cloud.url, sts: cloud.url });

function look(plan: Plan, endpoints: Readonly<Record<string, string>> = everywhere()) {
  return networkPort(readerOf(endpoints), plan).read(["sg-target"], never);
}

describe("what cannot be read is an answer too", () => {
  test("a role that may not be assumed leaves its side unread, and the other is read", async () => {
    const reading = await look(planTo("f", { roleArn: forbiddenRole }));
    const unread = {
      kind: "unread",
      action: "sts:AssumeRole",
      denied: true,
      why: expect.stringMatching(
        /^AccessDenied: User: .* is not authorized to perform: sts:AssumeRole on resource: /,
      ) as unknown,
    };
    expect(reading.source).toStrictEqual({
      securityGroups: unread,
      subnets: unread,
      routeTables: unread,
      acls: unread,
    });
    expect(reading.target.subnets.kind).toBe("read");
    expect(reading.connection.kind).toBe("read");
  });

  test("so does an STS that cannot be connected to", async () => {
    const stub = await startEc2Stub(() => undefined);
    await stub.stop();
    const { source, target } = await look(planTo("f"), { ec2: cloud.url, sts: stub.url });
    expect(source.acls).toStrictEqual({
      kind: "unread",
      action: "sts:AssumeRole",
      denied: false,
      why: expect.stringContaining("ECONNREFUSED") as unknown,
    });
    expect(target.acls.kind).toBe("read");
  });

  test("a subnet that is not there is told by EC2's own words, and what else was asked is read", async () => {
    const { source } = await look(planTo("n", { subnetIds: ["subnet-x"] }));
    expect(source.subnets).toStrictEqual({
      kind: "unread",
      action: "ec2:DescribeSubnets",
      denied: false,
      why: expect.stringContaining("subnet-x") as unknown,
    });
    expect(source.securityGroups.kind).toBe("read");
  });

  test("target nodes without a security group are not asked about as if they had everybody's", async () => {
    const { target } = await networkPort(readerOf(everywhere()), planTo("n")).read([], never);
    expect(target.securityGroups).toStrictEqual({
      kind: "unread",
      action: "elasticache:DescribeCacheClusters",
      denied: false,
      why: "AWS names no security group of the nodes",
    });
  });

  test("each call that IAM refuses is named", async () => {
    const stub = await startEc2Stub(() => refusal("UnauthorizedOperation", "You are not authorized."));
    try {
      const { target, connection } = await look(planTo("n"), { ec2: stub.url });
      const denied = (action: string) => ({
        kind: "unread",
        action: `ec2:${action}`,
        denied: true,
        why: "UnauthorizedOperation: You are not authorized.",
      });
      expect(target).toStrictEqual({
        securityGroups: denied("DescribeSecurityGroupRules"),
        subnets: denied("DescribeSubnets"),
        routeTables: denied("DescribeRouteTables"),
        acls: denied("DescribeNetworkAcls"),
      });
      expect(connection).toStrictEqual(denied("DescribeVpcPeeringConnections"));
    } finally {
      await stub.stop();
    }
  });

  test("an AWS that cannot be connected to is one too", async () => {
    const stub = await startEc2Stub(() => undefined);
    await stub.stop();
    const { target } = await look(planTo("s"), { ec2: stub.url });
    expect(target.subnets).toStrictEqual({
      kind: "unread",
      action: "ec2:DescribeSubnets",
      denied: false,
      why: expect.stringContaining("ECONNREFUSED") as unknown,
    });
  });
});

test("every page of an answer is read", async () => {
  const rule = (id: string, cidr: string) =>
    `<item><securityGroupRuleId>${id}</securityGroupRuleId><groupId>sg-target</groupId><isEgress>true</isEgress>` +
    `<ipProtocol>tcp</ipProtocol><fromPort>6379</fromPort><toPort>6379</toPort><cidrIpv4>${cidr}</cidrIpv4></item>`;
  const action = "DescribeSecurityGroupRules";
  const stub = await startEc2Stub((asked) => {
    if (asked.get("Action") !== action) return refusal("UnauthorizedOperation", "");
    const isSecond = asked.get("NextToken") === "second";
    const rules = isSecond ? rule("sgr-2", "10.2.0.0/16") : rule("sgr-1", "10.1.0.0/16");
    const next = isSecond ? "" : "<nextToken>second</nextToken>";
    return answered(action, `<securityGroupRuleSet>${rules}</securityGroupRuleSet>${next}`);
  });
  try {
    const { target } = await look(planTo("n"), { ec2: stub.url });
    const egress = [
      { id: "sgr-1", protocol: "tcp", fromPort: 6379, toPort: 6379, peer: { cidr: "10.1.0.0/16" } },
      { id: "sgr-2", protocol: "tcp", fromPort: 6379, toPort: 6379, peer: { cidr: "10.2.0.0/16" } },
    ];
    expect(target.securityGroups).toStrictEqual({ kind: "read", value: [{ id: "sg-target", ingress: [], egress }] });
  } finally {
    await stub.stop();
  }
});

test("a run that is ended stops asking, and takes no silence for an answer", async () => {
  const ending = new AbortController();
  const stub = await startEc2Stub(() => {
    ending.abort(new Error("the run ends"));
    return undefined;
  });
  try {
    const reading = networkPort(readerOf({ ec2: stub.url }), planTo("n")).read(["sg-target"], ending.signal);
    await expect(reading).rejects.toThrow("the run ends");
  } finally {
    await stub.stop();
  }
});

test("a mistake in the configuration is no answer of AWS", async () => {
  const config: Readonly<Record<string, string>> = { "aws:region": "us-east-1", "aws:endpoints": "{}" };
  const reading = networkPort((key) => config[key], planTo("n")).read(["sg-target"], never);
  await expect(reading).rejects.toThrow("aws:endpoints: expected a list of maps from service to URL");
});

test("a defect of this program is none", async () => {
  const defect = new TypeError("x is undefined");
  await expect(answerTo("ec2:DescribeSubnets", never, () => Promise.reject(defect))).rejects.toBe(defect);
});

test("a call that is not answered in time is given up", async () => {
  const unanswered = (within: AbortSignal) =>
    new Promise<never>((_, reject) => within.addEventListener("abort", () => reject(new Error("aborted"))));
  expect(await answerTo("ec2:DescribeSubnets", never, unanswered, 20)).toStrictEqual({
    kind: "unread",
    action: "ec2:DescribeSubnets",
    denied: false,
    why: "no answer within 0.02 s",
  });
});
