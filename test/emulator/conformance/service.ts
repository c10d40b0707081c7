// The service that the conformance suite runs against: the emulator, or whatever ELASTICACHE_CONFORMANCE_ENDPOINT names
// (AWS's own endpoint too: then credentials and region come from the environment, and subnets from
// ELASTICACHE_CONFORMANCE_SUBNETS, comma separated).
import { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { startSubject } from "../subject.ts";

export interface Service {
  readonly client: ElastiCacheClient;
  readonly subnetIds: readonly string[];
  /** How long a change may take: seconds for the emulator, many minutes for AWS. */
  readonly patienceMs: number;
  /** Part of every name, so that runs do not meet in one account. */
  readonly run: string;
  close(): Promise<void>;
}

export async function startService(): Promise<Service> {
  const run = `c${Date.now().toString(36)}${process.pid}`;
  const endpoint = process.env["ELASTICACHE_CONFORMANCE_ENDPOINT"];
  if (endpoint === undefined || endpoint === "") {
    const subject = await startSubject();
    const { client } = subject;
    return { client, subnetIds: ["subnet-a", "subnet-b"], patienceMs: 10_000, run, close: () => subject.close() };
  }
  const subnets = process.env["ELASTICACHE_CONFORMANCE_SUBNETS"] ?? "";
  const client = new ElastiCacheClient({ endpoint });
  return {
    client,
    subnetIds: subnets === "" ? ["subnet-a", "subnet-b"] : subnets.split(","),
    patienceMs: 1_800_000,
    run,
    close: () => {
      client.destroy();
      return Promise.resolve();
    },
  };
}

/** For vitest: a test waits as long as the service may take. */
export const conformanceLimitMs = (process.env["ELASTICACHE_CONFORMANCE_ENDPOINT"] ?? "") === "" ? 20_000 : 3_600_000;
