// ElastiCache's faults. Some codes keep the word "Fault", others do not: this is what the wire says.
import { AwsFault } from "../fault.ts";

export const groupNotFound = (id: string) =>
  new AwsFault("ReplicationGroupNotFoundFault", `ReplicationGroup ${id} not found.`, 404);

export const groupExists = (id: string) =>
  new AwsFault("ReplicationGroupAlreadyExists", `Replication group ${id} already exists.`);

export const groupState = (message: string) => new AwsFault("InvalidReplicationGroupState", message);

export const alreadyUnderMigration = (id: string) =>
  new AwsFault("ReplicationGroupAlreadyUnderMigrationFault", `Replication group ${id} is already under migration.`);

export const notUnderMigration = (id: string) =>
  new AwsFault("ReplicationGroupNotUnderMigrationFault", `Replication group ${id} is not under migration.`);

export const clusterNotFound = (id: string) =>
  new AwsFault("CacheClusterNotFound", `CacheCluster not found: ${id}`, 404);

export const subnetGroupNotFound = (name: string) =>
  new AwsFault("CacheSubnetGroupNotFoundFault", `Cache Subnet Group ${name} does not exist.`);

export const subnetGroupExists = (name: string) =>
  new AwsFault("CacheSubnetGroupAlreadyExists", `Cache subnet group ${name} already exists.`);

export const subnetGroupInUse = (name: string, user: string) =>
  new AwsFault("CacheSubnetGroupInUse", `Cache subnet group ${name} is currently in use by replication group ${user}.`);

export const invalidSubnet = (message: string) => new AwsFault("InvalidSubnet", message);

export const parameterGroupNotFound = (name: string) =>
  new AwsFault("CacheParameterGroupNotFound", `CacheParameterGroup ${name} not found.`, 404);

export const parameterGroupExists = (name: string) =>
  new AwsFault("CacheParameterGroupAlreadyExists", `CacheParameterGroup ${name} already exists.`);

export const parameterGroupState = (message: string) => new AwsFault("InvalidCacheParameterGroupState", message);

export const invalidArn = (arn: string) => new AwsFault("InvalidARN", `The ARN ${arn} is not one of a known resource.`);

export const userGroupNotFound = (id: string) => new AwsFault("UserGroupNotFound", `User group ${id} not found.`, 404);

export const serverlessCacheNotFound = (name: string) =>
  new AwsFault("ServerlessCacheNotFoundFault", `ServerlessCache ${name} not found.`, 404);

export const tagNotFound = (key: string) => new AwsFault("TagNotFound", `Tag ${key} not found.`, 404);
