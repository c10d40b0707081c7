// What the configuration asks of a group that the program never changes: the commands that would bring it there, told
// instead of carried out. What a migration needs of the group is told by the findings.
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings.ts";

/** Lines in words, none before `operate` or for a group that the program provisions. */
export function existingSteps({ stage, target }: Settings): string[] {
  if (!target.existing || stage !== "operate") return [];
  const { replicationGroupId, tls, access, snapshots, maintenanceWindow } = target;
  const modify = `aws elasticache modify-replication-group --replication-group-id ${replicationGroupId} --apply-immediately`;
  const transit = `${modify} --transit-encryption-enabled --transit-encryption-mode`;
  const steps = [
    tls === "off" ? "" : `${transit} preferred (then move the clients)`,
    tls === "required" ? `${transit} required (once all clients use TLS)` : "",
    access?.userGroupId === undefined ? "" : `${modify} --user-group-ids-to-add ${access.userGroupId}`,
    access?.authToken === undefined
      ? ""
      : `${modify} --auth-token-update-strategy ROTATE --auth-token (not shown here); then the same with SET, once all clients send it`,
    snapshots.retentionDays === 0 ? "" : `${modify} --snapshot-retention-limit ${snapshots.retentionDays}`,
    snapshots.window === undefined ? "" : `${modify} --snapshot-window ${snapshots.window}`,
    maintenanceWindow === undefined ? "" : `${modify} --preferred-maintenance-window ${maintenanceWindow}`,
  ].filter((step) => step !== "");
  if (steps.length === 0) return [];
  return [
    `${replicationGroupId} exists and is not changed by this stack. The configuration asks for (where it is not so yet):`,
    ...steps,
  ];
}

/** In previews and in `up`, attached to the resource that they are about. */
export async function tellSteps(steps: readonly string[], resource: pulumi.Resource): Promise<void> {
  if (steps.length > 0) await pulumi.log.info(steps.join("\n"), resource);
}
