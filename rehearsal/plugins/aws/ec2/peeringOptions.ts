// Setting the options of a peering connection, from one side or both.
import type { EC2Client, PeeringConnectionOptionsRequest, VpcPeeringConnection } from "@aws-sdk/client-ec2";
import type { Context } from "../resourceType.ts";
import { waitFor } from "../wait.ts";
import { describePeering } from "./peering.ts";
import type { OptionInputs } from "./peering.ts";

/** Sets the options that are given and waits until EC2 tells them back. */
export async function setOptions(
  client: EC2Client,
  id: string,
  { accepter, requester }: OptionInputs,
  context: Context,
): Promise<void> {
  if (accepter === undefined && requester === undefined) return;
  const { ModifyVpcPeeringConnectionOptionsCommand } = await import("@aws-sdk/client-ec2");
  await client.send(
    new ModifyVpcPeeringConnectionOptionsCommand({
      VpcPeeringConnectionId: id,
      ...(accepter === undefined ? {} : { AccepterPeeringConnectionOptions: request(accepter) }),
      ...(requester === undefined ? {} : { RequesterPeeringConnectionOptions: request(requester) }),
    }),
    { abortSignal: context.signal },
  );
  await waitFor(`the options of VPC peering connection ${id} to take effect`, context, async () => {
    const connection = await describePeering(client, id, context.signal);
    const told = (given: typeof accepter, side: VpcPeeringConnection["AccepterVpcInfo"]): boolean =>
      given === undefined ||
      (side?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc ?? false) === (given.allowRemoteVpcDnsResolution ?? false);
    const both = told(accepter, connection?.AccepterVpcInfo) && told(requester, connection?.RequesterVpcInfo);
    return both ? true : undefined;
  });
}

/** The connection's own resource types look first: the options of one that nobody has accepted cannot be set. */
export async function setOptionsOfActive(
  client: EC2Client,
  id: string,
  wanted: OptionInputs,
  context: Context,
): Promise<void> {
  if (wanted.accepter === undefined && wanted.requester === undefined) return;
  const status = (await describePeering(client, id, context.signal))?.Status?.Code;
  if (status !== "active" && status !== "provisioning") {
    throw new Error(
      `Unable to modify EC2 VPC Peering Connection Options. EC2 VPC Peering Connection (${id}) is not active ` +
        `(current status: ${status ?? "gone"}). Please set "autoAccept" to true or activate it manually.`,
    );
  }
  await setOptions(client, id, wanted, context);
}

/** Of an update the sides that it changes: the other side may be another account's to set. */
export function changedSides({ accepter, requester }: OptionInputs, changed: ReadonlySet<string>): OptionInputs {
  return {
    accepter: changed.has("accepter") ? accepter : undefined,
    requester: changed.has("requester") ? requester : undefined,
  };
}

function request(given: NonNullable<OptionInputs["accepter"]>): PeeringConnectionOptionsRequest {
  return { AllowDnsResolutionFromRemoteVpc: given.allowRemoteVpcDnsResolution ?? false };
}
