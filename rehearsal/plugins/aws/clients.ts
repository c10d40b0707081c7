// The AWS SDK's clients, pointed at the emulator; each is loaded when it is first needed, as EC2's takes a while.
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import type { STSClient } from "@aws-sdk/client-sts";
import { clientOptions } from "./clientOptions.ts";
import type { Configuration } from "./configuration.ts";
import type { Identity } from "./credentials.ts";

export interface Clients {
  ec2(): Promise<EC2Client>;
  elasticache(): Promise<ElastiCacheClient>;
  sts(): Promise<STSClient>;
  /** The account of whoever these clients call as. */
  accountId(): Promise<string>;
}

export function createClients(configuration: Configuration, region: string, identity: Identity): Clients {
  const options = (service: "ec2" | "elasticache" | "sts") => clientOptions(configuration, service, region, identity);
  const sts = once(async () => new (await import("@aws-sdk/client-sts")).STSClient(options("sts")));
  return {
    ec2: once(async () => new (await import("@aws-sdk/client-ec2")).EC2Client(options("ec2"))),
    elasticache: once(
      async () => new (await import("@aws-sdk/client-elasticache")).ElastiCacheClient(options("elasticache")),
    ),
    sts,
    accountId: once(async () => {
      const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
      const { Account = "" } = await (await sts()).send(new GetCallerIdentityCommand({}));
      return Account;
    }),
  };
}

/** A failure is not kept: whoever asks next tries again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
