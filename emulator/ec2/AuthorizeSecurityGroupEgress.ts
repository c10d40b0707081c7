import type {
  AuthorizeSecurityGroupEgressCommandInput,
  AuthorizeSecurityGroupEgressCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { authorize } from "./authorize.ts";

export function authorizeSecurityGroupEgress(
  input: AuthorizeSecurityGroupEgressCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<AuthorizeSecurityGroupEgressCommandOutput, "$metadata"> {
  return { Return: true, SecurityGroupRules: authorize(input, "egress", at, cloud) };
}
