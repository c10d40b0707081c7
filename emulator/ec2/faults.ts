// EC2's refusals: its own codes and wording, one factory each.
import { AwsFault, invalidParameterValue, notImplemented } from "../fault.ts";

export { invalidParameterCombination } from "../fault.ts";

export const groupNotFound = (id: string): AwsFault =>
  new AwsFault("InvalidGroup.NotFound", `The security group '${id}' does not exist`);

export const groupDuplicate = (name: string, vpcId: string): AwsFault =>
  new AwsFault("InvalidGroup.Duplicate", `The security group '${name}' already exists for VPC '${vpcId}'`);

export const differentNetworks = (): AwsFault =>
  new AwsFault("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.");

export const dependencyViolation = (id: string): AwsFault =>
  new AwsFault("DependencyViolation", `resource ${id} has a dependent object`);

export const permissionDuplicate = (rule: string): AwsFault =>
  new AwsFault("InvalidPermission.Duplicate", `the specified rule "${rule}" already exists`);

export const permissionNotFound = (): AwsFault =>
  new AwsFault("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");

export const ruleIdNotFound = (id: string): AwsFault =>
  new AwsFault("InvalidSecurityGroupRuleId.NotFound", `The security group rule ID '${id}' does not exist`);

export const vpcNotFound = (id: string): AwsFault =>
  new AwsFault("InvalidVpcID.NotFound", `The vpc ID '${id}' does not exist`);

export const subnetNotFound = (id: string): AwsFault =>
  new AwsFault("InvalidSubnetID.NotFound", `The subnet ID '${id}' does not exist`);

export const routeTableNotFound = (id: string): AwsFault =>
  new AwsFault("InvalidRouteTableID.NotFound", `The routeTable ID '${id}' does not exist`);

export const routeNotFound = (destination: string, tableId: string): AwsFault =>
  new AwsFault(
    "InvalidRoute.NotFound",
    `no route with destination-cidr-block ${destination} in route table ${tableId}`,
  );

export const routeAlreadyExists = (destination: string): AwsFault =>
  new AwsFault("RouteAlreadyExists", `The route identified by ${destination} already exists.`);

export const peeringNotFound = (id: string): AwsFault =>
  new AwsFault("InvalidVpcPeeringConnectionID.NotFound", `The vpcPeeringConnection ID '${id}' does not exist`);

export const peeringAlreadyExists = (id: string): AwsFault =>
  new AwsFault("VpcPeeringConnectionAlreadyExists", `A VPC peering connection between the VPCs already exists: ${id}`);

/** EC2 answers so as well for a gateway that the VPC of the route table is not attached to. */
export const transitGatewayNotFound = (id: string): AwsFault =>
  new AwsFault("InvalidTransitGatewayID.NotFound", `The transitGateway ID '${id}' does not exist`);

export const networkAclNotFound = (id: string): AwsFault =>
  new AwsFault("InvalidNetworkAclID.NotFound", `The networkAcl ID '${id}' does not exist`);

export const invalidNextToken = (token: string): AwsFault =>
  new AwsFault("InvalidNextToken", `The token '${token}' is invalid`);

export const invalidStateTransition = (id: string, from: string, to: string): AwsFault =>
  new AwsFault(
    "InvalidStateTransition",
    `Invalid state transition for ${id}, attempted to transition from ${from} to ${to}`,
  );

export const operationNotPermitted = (why: string): AwsFault => new AwsFault("OperationNotPermitted", why);

export const resourceNotFound = (id: string): AwsFault => new AwsFault("InvalidID", `The ID '${id}' is not valid`);

export const invalidParameter = invalidParameterValue;

/** What this emulator lacks of an action that it has: refused by name, never ignored. */
export const notEmulated = notImplemented;

export const missingParameter = (name: string): AwsFault =>
  new AwsFault("MissingParameter", `The request must contain the parameter ${name}`);
