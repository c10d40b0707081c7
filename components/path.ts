// The whole way from the settings: source, target and application, connected and admitted to each other.
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings/schema.ts";
import { ApplicationAccess } from "./ApplicationAccess.ts";
import type { Guard } from "./guard.ts";
import type { MigrationTarget } from "./MigrationTarget.ts";
import { pathStands } from "./pathRemoval.ts";
import { admittedBy } from "./references.ts";
import { ReplicationPath, sourcePorts } from "./ReplicationPath.ts";
import { SourcePeering } from "./SourcePeering.ts";
import { elsewhere, sourceProvider } from "./sourceProvider.ts";

type PathSettings = Pick<Settings, "stage" | "source" | "target" | "network" | "application">;

/**
 * @param stackConfig the whole of it, for the provider of a source in another region or account
 * @returns what must stand before a migration
 */
export function layPath(
  settings: PathSettings,
  stackConfig: Readonly<Record<string, string>>,
  migrationTarget: MigrationTarget,
  guard: Guard,
  options: pulumi.ComponentResourceOptions = {},
): pulumi.Resource[] {
  const { source, target, network, application } = settings;
  const place = elsewhere(source, stackConfig);
  const provider = sourceProvider("source", stackConfig, place);
  const stands = pathStands(settings);

  const peering = new SourcePeering(
    "peering",
    {
      ...network,
      target,
      source,
      applicationRouteTableIds: application.routeTableIds,
      stands,
      label: `${target.replicationGroupId} migration`,
      elsewhere: place,
      sourceProvider: provider,
    },
    guard,
    options,
  );
  const path = new ReplicationPath(
    "path",
    {
      sourceSecurityGroupId: source.securityGroupId,
      sourceAccountId: place.account?.accountId,
      sourcePorts: sourcePorts(source.endpoint, source.primaries),
      sourceCidrs: source.cidrs,
      targetSecurityGroups: migrationTarget.securityGroups,
      targetAccountId: migrationTarget.accountId,
      targetCidrs: target.cidrs,
      admittedBy: admittedBy(network, place),
      sourceProvider: provider,
      stands,
      after: peering.path,
    },
    guard,
    options,
  );
  const access = new ApplicationAccess(
    "application",
    {
      ...application,
      targetSecurityGroupId: migrationTarget.securityGroupId,
      targetPort: target.port,
      after: peering.path,
    },
    guard,
    options,
  );
  return [peering, path, access];
}
