// Settings as the configuration gives them, and the target and the whole path that are made from them on mocks.
import type * as pulumi from "@pulumi/pulumi";
import type { Guard } from "../../components/guard.ts";
import { MigrationTarget } from "../../components/MigrationTarget.ts";
import { layPath } from "../../components/path.ts";
import type { ExistingGroup } from "../../providers/existingGroup.ts";
import { parseSettings, type Settings } from "../../settings.ts";
import { whole } from "../settings/whole.ts";
import { recorded, type Recorded } from "./recorded.ts";

export const ids = {
  sourceGroup: "sg-0a1b2c3d4e5f60031",
  applicationGroup: "sg-0a1b2c3d4e5f60032",
  sourceTable: "rtb-0a1b2c3d4e5f60021",
  targetTable: "rtb-0a1b2c3d4e5f60022",
  otherTable: "rtb-0a1b2c3d4e5f60029",
  connection: "pcx-0a1b2c3d4e5f60051",
  gateway: "tgw-0a1b2c3d4e5f60052",
  /** Of the target that is made, on mocks. */
  targetGroup: "target-access-id",
} as const;

export const otherAccount = {
  "source.accountId": "210987654321",
  "source.roleArn": "arn:aws:iam::210987654321:role/migration",
};

export const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
export const route = "aws:ec2/route:Route";

export interface Circumstances {
  readonly guard?: Omit<Guard, "journal">;
  readonly existing?: ExistingGroup;
  readonly stackConfig?: Readonly<Record<string, string>>;
}

/** By the configuration's keys, for example `{"network.mode": "existing"}`. */
export const settingsWith = (changes: Readonly<Record<string, unknown>>): Settings => parseSettings(whole(changes));

/** What index.ts makes of settings, but for the journal and the migration itself. */
export function pathOf(
  changes: Readonly<Record<string, unknown>>,
  {
    guard = { frozen: false, protect: true },
    existing,
    stackConfig = { "aws:region": "us-east-1" },
  }: Circumstances = {},
): Promise<Recorded> {
  return pathOfSettings(settingsWith(changes), guard, existing, stackConfig);
}

function pathOfSettings(
  settings: Settings,
  guard: Omit<Guard, "journal">,
  existing: ExistingGroup | undefined,
  stackConfig: Readonly<Record<string, string>>,
): Promise<Recorded> {
  const { source, target } = settings;
  return recorded(guard, (ground) => {
    const options: pulumi.ComponentResourceOptions = ground.options;
    const { clusterMode, databases } = source;
    const { reservedMemoryPercent } = target;
    const args = { ...target, existing, clusterMode, databases, reservedMemoryPercent };
    layPath(settings, stackConfig, new MigrationTarget("target", args, ground.guard, options), ground.guard, options);
  });
}
