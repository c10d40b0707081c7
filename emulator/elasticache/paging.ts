// Long lists come in pages; a marker tells where the next one begins.
import { invalidParameterValue } from "../fault.ts";

const leastRecords = 20;
const mostRecords = 100;

export interface PageRequest {
  readonly MaxRecords?: number | undefined;
  readonly Marker?: string | undefined;
}

/** The marker is the offset, made opaque so that no client takes it apart. */
export function pageOf<Item>(items: readonly Item[], { MaxRecords = mostRecords, Marker }: PageRequest) {
  if (!Number.isInteger(MaxRecords) || MaxRecords < leastRecords || MaxRecords > mostRecords) {
    throw invalidParameterValue(
      `Invalid value ${MaxRecords} for MaxRecords. Must be between ${leastRecords} and ${mostRecords}`,
    );
  }
  const from = Marker === undefined || Marker === "" ? 0 : offsetOf(Marker);
  const next = from + MaxRecords;
  const page = items.slice(from, next);
  return next < items.length ? { page, Marker: Buffer.from(`offset:${next}`).toString("base64url") } : { page };
}

function offsetOf(marker: string): number {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(marker, "base64url").toString())?.[1];
  if (offset === undefined) throw invalidParameterValue(`Invalid marker: ${marker}`);
  return Number(offset);
}
