import type {
  RevokeSecurityGroupIngressCommandInput,
  RevokeSecurityGroupIngressCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { revoke } from "./authorize.ts";

export function revokeSecurityGroupIngress(
  input: RevokeSecurityGroupIngressCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<RevokeSecurityGroupIngressCommandOutput, "$metadata"> {
  return { Return: true, RevokedSecurityGroupRules: revoke(input, "ingress", at, cloud) };
}
