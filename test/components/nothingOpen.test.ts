// A property over configurations, on mocks: what is asked for is narrow. What else a security group admits is not seen.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { SettingsError } from "../../settings.ts";
import type { Registered } from "./recorded.ts";
import { egress, ids, ingress, otherAccount, pathOf, settingsWith } from "./settings.ts";

type Changes = Readonly<Record<string, unknown>>;

const port = fc.integer({ min: 1, max: 65_535 });
const network = (second: number) => fc.integer({ min: 0, max: 15 }).map((third) => `10.${second}.${third * 16}.0/20`);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const connection = fc.constantFrom<Changes>(
  { network: { mode: "peering" } },
  { network: { mode: "peering", dnsResolution: true, afterMigration: "remove" } },
  { network: { mode: "sameVpc" }, "target.vpcId": "vpc-0a1b2c3d4e5f60001" },
  { network: { mode: "existing", peeringConnectionId: ids.connection } },
  { network: { mode: "existing", transitGatewayId: ids.gateway, afterMigration: "remove" } },
);
const place = fc.constantFrom<Changes>(
  {},
  otherAccount,
  { "source.region": "eu-west-1" },
  { ...otherAccount, "source.region": "eu-west-1" },
);

const configuration = fc
  .record({
    ports: fc.record({ endpoint: port, primary: maybe(port), target: port }),
    stage: fc.constantFrom("prepare", "migrate", "complete", "operate", "abort"),
    connection,
    place,
    applicationCidrs: fc.uniqueArray(fc.oneof(network(0), network(1), network(9)), { maxLength: 3 }),
    sourceCidrs: fc.uniqueArray(network(4), { maxLength: 2 }),
    targetCidrs: fc.uniqueArray(network(1), { minLength: 1, maxLength: 2 }),
    hasGroups: fc.boolean(),
  })
  .map(({ ports, stage, hasGroups, ...others }) => ({
    ports: { source: [ports.endpoint, ports.primary ?? ports.endpoint], target: ports.target },
    changes: {
      stage,
      "source.endpoint": `10.0.0.241:${ports.endpoint}`,
      "source.primaries": ports.primary === undefined ? [] : [`10.0.0.242:${ports.primary}`],
      "source.cidrs": ["10.0.0.0/16", ...others.sourceCidrs],
      "target.cidrs": others.targetCidrs,
      "target.port": ports.target,
      "application.securityGroupIds": hasGroups ? [ids.applicationGroup] : [],
      "application.cidrs": others.applicationCidrs,
      ...others.connection,
      ...others.place,
    } satisfies Changes,
  }))
  .filter(({ changes }) => isTaken(changes));

test("every rule is for TCP on one port of source or target, and for one group or one configured network", async () => {
  const rules: string[] = [];
  await fc.assert(
    fc.asyncProperty(configuration, async ({ changes, ports }) => {
      const { made } = await pathOf(changes);
      for (const rule of made.filter(({ type }) => type === ingress || type === egress)) {
        rules.push(rule.name);
        expectNarrow(rule, changes, ports);
      }
    }),
    { numRuns: 40 },
  );
  // Otherwise it would have held for nothing.
  expect(rules.length).toBeGreaterThan(40);
}, 60_000);

function isTaken(changes: Changes): boolean {
  try {
    settingsWith(changes);
    return true;
  } catch (error) {
    if (error instanceof SettingsError) return false;
    throw error;
  }
}

function expectNarrow({ name, inputs }: Registered, changes: Changes, ports: { source: number[]; target: number }) {
  const { securityGroupId, ipProtocol, fromPort, toPort, description, ...peer } = inputs;
  const isOfApplication = name.startsWith("application-");
  expect([ipProtocol, toPort, typeof description], name).toStrictEqual(["tcp", fromPort, "string"]);
  expect(isOfApplication ? [ports.target] : ports.source, name).toContain(fromPort);
  expect([ids.sourceGroup, ids.targetGroup], name).toContain(securityGroupId);
  const networks = [changes["source.cidrs"], changes["target.cidrs"], changes["application.cidrs"]].flat();
  const [[kind, value] = [], ...more] = Object.entries(peer);
  expect(more, name).toStrictEqual([]);
  if (kind === "cidrIpv4") {
    expect(networks, name).toContain(value);
    expect(value, name).not.toBe("0.0.0.0/0");
  } else {
    expect([kind, value], name).toStrictEqual([
      "referencedSecurityGroupId",
      expect.stringMatching(/^(\d{12}\/)?(sg-[0-9a-f]{17}|target-access-id)$/),
    ]);
  }
}
