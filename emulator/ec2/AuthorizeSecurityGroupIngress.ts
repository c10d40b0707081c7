import type {
  AuthorizeSecurityGroupIngressCommandInput,
  AuthorizeSecurityGroupIngressCommandOutput,
} from "@aws-sdk/client-ec2";
import type { Cloud } from "../cloud.ts";
import type { Place } from "../place.ts";
import { authorize } from "./authorize.ts";

export function authorizeSecurityGroupIngress(
  input: AuthorizeSecurityGroupIngressCommandInput,
  at: Place,
  cloud: Cloud,
): Omit<AuthorizeSecurityGroupIngressCommandOutput, "$metadata"> {
  return { Return: true, SecurityGroupRules: authorize(input, "ingress", at, cloud) };
}
