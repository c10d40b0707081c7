// EC2's long answers come in pages to whoever asks for them; a token tells where the next one begins.
import { invalidNextToken, invalidParameter, invalidParameterCombination } from "./faults.ts";

const leastResults = 5;

export interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** `ids` are those that the request names: EC2 does not page an answer that somebody has counted already. */
export function pageOf<Item>(
  items: readonly Item[],
  { MaxResults, NextToken }: PageRequest,
  ids: readonly string[] | undefined,
  mostResults = 1_000,
): { readonly page: readonly Item[]; readonly NextToken?: string } {
  if (MaxResults !== undefined && ids !== undefined && ids.length > 0) {
    throw invalidParameterCombination("The parameter maxResults cannot be used with a list of ids in the same request");
  }
  if (MaxResults !== undefined && (MaxResults < leastResults || MaxResults > mostResults)) {
    throw invalidParameter(
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value from ${leastResults} to ${mostResults}.`,
    );
  }
  const from = NextToken === undefined ? 0 : offsetOf(NextToken);
  const next = from + (MaxResults ?? mostResults);
  const page = items.slice(from, next);
  return next < items.length ? { page, NextToken: Buffer.from(`offset:${next}`).toString("base64url") } : { page };
}

function offsetOf(token: string): number {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(token, "base64url").toString())?.[1];
  if (offset === undefined) throw invalidNextToken(token);
  return Number(offset);
}
