import type {
  RevokeSecurityGroupEgressCommandInput,
  RevokeSecurityGroupEgressCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { revoke } from "./authorize.ts";

export function revokeSecurityGroupEgress(
  input: RevokeSecurityGroupEgressCommandInput,
  at: Place,
): Omit<RevokeSecurityGroupEgressCommandOutput, "$metadata"> {
  return { Return: true, RevokedSecurityGroupRules: revoke(input, "egress", at) };
}
