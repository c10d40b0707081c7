import type {
  RevokeSecurityGroupEgressCommandInput,
  RevokeSecurityGroupEgressCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { revoke } from "./authorize.ts";

export function revokeSecurityGroupEgress(
  input: RevokeSecurityGroupEgressCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<RevokeSecurityGroupEgressCommandOutput, "$metadata"> {
  return { Return: true, RevokedSecurityGroupRules: revoke(input, "egress", at, cloud) };
}
