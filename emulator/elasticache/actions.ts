// The actions of ElastiCache that the emulator has.
import {
  AddTagsToResource$,
  CompleteMigration$,
  CreateCacheParameterGroup$,
  CreateCacheSubnetGroup$,
  CreateReplicationGroup$,
  DeleteCacheParameterGroup$,
  DeleteCacheSubnetGroup$,
  DeleteReplicationGroup$,
  DescribeCacheClusters$,
  DescribeCacheParameterGroups$,
  DescribeCacheParameters$,
  DescribeCacheSubnetGroups$,
  DescribeEvents$,
  DescribeReplicationGroups$,
  DescribeServerlessCaches$,
  ListTagsForResource$,
  ModifyCacheParameterGroup$,
  ModifyCacheSubnetGroup$,
  ModifyReplicationGroup$,
  RemoveTagsFromResource$,
  StartMigration$,
  TestMigration$,
} from "@aws-sdk/client-elasticache";
import type { Actions } from "../action.ts";
import { addTagsToResource } from "./AddTagsToResource.ts";
import { completeMigration } from "./CompleteMigration.ts";
import { createCacheParameterGroup } from "./CreateCacheParameterGroup.ts";
import { createCacheSubnetGroup } from "./CreateCacheSubnetGroup.ts";
import { createReplicationGroup } from "./CreateReplicationGroup.ts";
import { deleteCacheParameterGroup } from "./DeleteCacheParameterGroup.ts";
import { deleteCacheSubnetGroup } from "./DeleteCacheSubnetGroup.ts";
import { deleteReplicationGroup } from "./DeleteReplicationGroup.ts";
import { describeCacheClusters } from "./DescribeCacheClusters.ts";
import { describeCacheParameterGroups } from "./DescribeCacheParameterGroups.ts";
import { describeCacheParameters } from "./DescribeCacheParameters.ts";
import { describeCacheSubnetGroups } from "./DescribeCacheSubnetGroups.ts";
import { describeEvents } from "./DescribeEvents.ts";
import { describeReplicationGroups } from "./DescribeReplicationGroups.ts";
import { describeServerlessCaches } from "./DescribeServerlessCaches.ts";
import { listTagsForResource } from "./ListTagsForResource.ts";
import { modifyCacheParameterGroup } from "./ModifyCacheParameterGroup.ts";
import { modifyCacheSubnetGroup } from "./ModifyCacheSubnetGroup.ts";
import { modifyReplicationGroup } from "./ModifyReplicationGroup.ts";
import { removeTagsFromResource } from "./RemoveTagsFromResource.ts";
import { startMigration } from "./StartMigration.ts";
import { testMigration } from "./TestMigration.ts";

export const elastiCacheActions: Actions = {
  AddTagsToResource: { handler: addTagsToResource, schema: AddTagsToResource$ },
  CompleteMigration: { handler: completeMigration, schema: CompleteMigration$ },
  CreateCacheParameterGroup: { handler: createCacheParameterGroup, schema: CreateCacheParameterGroup$ },
  CreateCacheSubnetGroup: { handler: createCacheSubnetGroup, schema: CreateCacheSubnetGroup$ },
  CreateReplicationGroup: { handler: createReplicationGroup, schema: CreateReplicationGroup$ },
  DeleteCacheParameterGroup: { handler: deleteCacheParameterGroup, schema: DeleteCacheParameterGroup$ },
  DeleteCacheSubnetGroup: { handler: deleteCacheSubnetGroup, schema: DeleteCacheSubnetGroup$ },
  DeleteReplicationGroup: { handler: deleteReplicationGroup, schema: DeleteReplicationGroup$ },
  DescribeCacheClusters: { handler: describeCacheClusters, schema: DescribeCacheClusters$ },
  DescribeCacheParameterGroups: { handler: describeCacheParameterGroups, schema: DescribeCacheParameterGroups$ },
  DescribeCacheParameters: { handler: describeCacheParameters, schema: DescribeCacheParameters$ },
  DescribeCacheSubnetGroups: { handler: describeCacheSubnetGroups, schema: DescribeCacheSubnetGroups$ },
  DescribeEvents: { handler: describeEvents, schema: DescribeEvents$ },
  DescribeReplicationGroups: { handler: describeReplicationGroups, schema: DescribeReplicationGroups$ },
  DescribeServerlessCaches: { handler: describeServerlessCaches, schema: DescribeServerlessCaches$ },
  ListTagsForResource: { handler: listTagsForResource, schema: ListTagsForResource$ },
  ModifyCacheParameterGroup: { handler: modifyCacheParameterGroup, schema: ModifyCacheParameterGroup$ },
  ModifyCacheSubnetGroup: { handler: modifyCacheSubnetGroup, schema: ModifyCacheSubnetGroup$ },
  ModifyReplicationGroup: { handler: modifyReplicationGroup, schema: ModifyReplicationGroup$ },
  RemoveTagsFromResource: { handler: removeTagsFromResource, schema: RemoveTagsFromResource$ },
  StartMigration: { handler: startMigration, schema: StartMigration$ },
  TestMigration: { handler: testMigration, schema: TestMigration$ },
};
