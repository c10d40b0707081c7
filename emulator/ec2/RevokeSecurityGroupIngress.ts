import type {
  RevokeSecurityGroupIngressCommandInput,
  RevokeSecurityGroupIngressCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Place } from "../place.ts";
import { revoke } from "./authorize.ts";

export function revokeSecurityGroupIngress(
  input: RevokeSecurityGroupIngressCommandInput,
  at: Place,
): Omit<RevokeSecurityGroupIngressCommandOutput, "$metadata"> {
  return { Return: true, RevokedSecurityGroupRules: revoke(input, "ingress", at) };
}
