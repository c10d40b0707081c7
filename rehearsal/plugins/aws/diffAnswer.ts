// A diff in the words of the gRPC service.
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import type { Diff, Difference } from "./diff.ts";

export function diffAnswer({ changed, replaces, differences }: Diff): pb.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse()
    .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...changed])
    .setReplacesList([...replaces])
    .setHasdetaileddiff(true);
  for (const difference of differences) {
    const property = new messages.PropertyDiff().setKind(kindOf(difference)).setInputdiff(true);
    response.getDetaileddiffMap().set(difference.path, property);
  }
  return response;
}

function kindOf({ kind, replaces }: Difference): pb.PropertyDiff.Kind {
  const { Kind } = messages.PropertyDiff;
  switch (kind) {
    case "add":
      return replaces ? Kind.ADD_REPLACE : Kind.ADD;
    case "delete":
      return replaces ? Kind.DELETE_REPLACE : Kind.DELETE;
    case "update":
      return replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE;
  }
}
