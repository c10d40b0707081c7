// The EC2 actions that the emulator has.
import {
  AcceptVpcPeeringConnection$,
  AuthorizeSecurityGroupEgress$,
  AuthorizeSecurityGroupIngress$,
  CreateRoute$,
  CreateSecurityGroup$,
  CreateTags$,
  CreateVpcPeeringConnection$,
  DeleteRoute$,
  DeleteSecurityGroup$,
  DeleteTags$,
  DeleteVpcPeeringConnection$,
  DescribeNetworkAcls$,
  DescribeRouteTables$,
  DescribeSecurityGroupRules$,
  DescribeSecurityGroups$,
  DescribeSubnets$,
  DescribeVpcPeeringConnections$,
  DescribeVpcs$,
  ModifySecurityGroupRules$,
  ModifyVpcPeeringConnectionOptions$,
  RejectVpcPeeringConnection$,
  ReplaceRoute$,
  RevokeSecurityGroupEgress$,
  RevokeSecurityGroupIngress$,
} from "@aws-sdk/client-ec2";
import type { Actions } from "../action.ts";
import { acceptVpcPeeringConnection } from "./AcceptVpcPeeringConnection.ts";
import { authorizeSecurityGroupEgress } from "./AuthorizeSecurityGroupEgress.ts";
import { authorizeSecurityGroupIngress } from "./AuthorizeSecurityGroupIngress.ts";
import { createRoute } from "./CreateRoute.ts";
import { createSecurityGroup } from "./CreateSecurityGroup.ts";
import { createTags } from "./CreateTags.ts";
import { createVpcPeeringConnection } from "./CreateVpcPeeringConnection.ts";
import { deleteRoute } from "./DeleteRoute.ts";
import { deleteSecurityGroup } from "./DeleteSecurityGroup.ts";
import { deleteTags } from "./DeleteTags.ts";
import { deleteVpcPeeringConnection } from "./DeleteVpcPeeringConnection.ts";
import { describeNetworkAcls } from "./DescribeNetworkAcls.ts";
import { describeRouteTables } from "./DescribeRouteTables.ts";
import { describeSecurityGroupRules } from "./DescribeSecurityGroupRules.ts";
import { describeSecurityGroups } from "./DescribeSecurityGroups.ts";
import { describeSubnets } from "./DescribeSubnets.ts";
import { describeVpcPeeringConnections } from "./DescribeVpcPeeringConnections.ts";
import { describeVpcs } from "./DescribeVpcs.ts";
import { modifySecurityGroupRules } from "./ModifySecurityGroupRules.ts";
import { modifyVpcPeeringConnectionOptions } from "./ModifyVpcPeeringConnectionOptions.ts";
import { rejectVpcPeeringConnection } from "./RejectVpcPeeringConnection.ts";
import { replaceRoute } from "./ReplaceRoute.ts";
import { revokeSecurityGroupEgress } from "./RevokeSecurityGroupEgress.ts";
import { revokeSecurityGroupIngress } from "./RevokeSecurityGroupIngress.ts";

export const ec2Actions: Actions = {
  AcceptVpcPeeringConnection: { schema: AcceptVpcPeeringConnection$, handler: acceptVpcPeeringConnection },
  AuthorizeSecurityGroupEgress: { schema: AuthorizeSecurityGroupEgress$, handler: authorizeSecurityGroupEgress },
  AuthorizeSecurityGroupIngress: { schema: AuthorizeSecurityGroupIngress$, handler: authorizeSecurityGroupIngress },
  CreateRoute: { schema: CreateRoute$, handler: createRoute },
  CreateSecurityGroup: { schema: CreateSecurityGroup$, handler: createSecurityGroup },
  CreateTags: { schema: CreateTags$, handler: createTags },
  CreateVpcPeeringConnection: { schema: CreateVpcPeeringConnection$, handler: createVpcPeeringConnection },
  DeleteRoute: { schema: DeleteRoute$, handler: deleteRoute },
  DeleteSecurityGroup: { schema: DeleteSecurityGroup$, handler: deleteSecurityGroup },
  DeleteTags: { schema: DeleteTags$, handler: deleteTags },
  DeleteVpcPeeringConnection: { schema: DeleteVpcPeeringConnection$, handler: deleteVpcPeeringConnection },
  DescribeNetworkAcls: { schema: DescribeNetworkAcls$, handler: describeNetworkAcls },
  DescribeRouteTables: { schema: DescribeRouteTables$, handler: describeRouteTables },
  DescribeSecurityGroupRules: { schema: DescribeSecurityGroupRules$, handler: describeSecurityGroupRules },
  DescribeSecurityGroups: { schema: DescribeSecurityGroups$, handler: describeSecurityGroups },
  DescribeSubnets: { schema: DescribeSubnets$, handler: describeSubnets },
  DescribeVpcPeeringConnections: { schema: DescribeVpcPeeringConnections$, handler: describeVpcPeeringConnections },
  DescribeVpcs: { schema: DescribeVpcs$, handler: describeVpcs },
  ModifySecurityGroupRules: { schema: ModifySecurityGroupRules$, handler: modifySecurityGroupRules },
  ModifyVpcPeeringConnectionOptions: {
    schema: ModifyVpcPeeringConnectionOptions$,
    handler: modifyVpcPeeringConnectionOptions,
  },
  RejectVpcPeeringConnection: { schema: RejectVpcPeeringConnection$, handler: rejectVpcPeeringConnection },
  ReplaceRoute: { schema: ReplaceRoute$, handler: replaceRoute },
  RevokeSecurityGroupEgress: { schema: RevokeSecurityGroupEgress$, handler: revokeSecurityGroupEgress },
  RevokeSecurityGroupIngress: { schema: RevokeSecurityGroupIngress$, handler: revokeSecurityGroupIngress },
};
