// Is it AWS that answers? A proxy that wants a login says 200 with a page of its own, and the SDK takes any text without
// what it looks for as an empty answer: a group that is not there, a list without events, a call that was accepted.
import type { ElastiCacheClient } from "@aws-sdk/client-elasticache";

/** Its text is all that is told of the answer: a page may hold anything. */
export class ForeignAnswer extends Error {
  constructor(contentType: string) {
    super(
      `not AWS's answer, but ${contentType === "" ? "something without a content type" : contentType}: a proxy or portal stands between`,
    );
    this.name = "ForeignAnswer";
  }
}

/** What the services that are asked here speak: XML, JSON and CBOR. */
const awsTypes = /xml|json|cbor/i;

/** Refuses, in every call of a client, what no AWS service sends. An error of AWS's own is left to the SDK. */
export function onlyAws<Client extends { readonly middlewareStack: object }>(client: Client): Client {
  // Each service's client has a stack of its own type; what is added looks at no input and no output.
  const stack = client.middlewareStack as ElastiCacheClient["middlewareStack"];
  stack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { statusCode, headers } = result.response as { statusCode: number; headers: Record<string, string> };
      const contentType = headers["content-type"] ?? "";
      if (statusCode < 300 && !awsTypes.test(contentType)) throw new ForeignAnswer(contentType);
      return result;
    },
    { step: "deserialize", name: "onlyAws", priority: "low" },
  );
  return client;
}
