// The AWS SDK's clients, pointed at the emulator; each is loaded when it is first needed, as EC2's takes a while.
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import type { STSClient } from "@aws-sdk/client-sts";
import type { Configuration, Service } from "./configuration.ts";

export interface Clients {
  ec2(): Promise<EC2Client>;
  elasticache(): Promise<ElastiCacheClient>;
  sts(): Promise<STSClient>;
}

/** The emulator answers in milliseconds; one that has stopped answering must not hold the engine for ever. */
const answerWithinMs = 30_000;

interface ClientOptions {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly requestHandler: { readonly requestTimeout: number; readonly throwOnRequestTimeout: true };
}

export function createClients(configuration: Configuration, region: string): Clients {
  const options = (service: Service): ClientOptions => ({
    region,
    endpoint: configuration.endpoints[service],
    credentials: { accessKeyId: configuration.accessKey, secretAccessKey: configuration.secretKey },
    requestHandler: { requestTimeout: answerWithinMs, throwOnRequestTimeout: true },
  });
  return {
    ec2: once(async () => new (await import("@aws-sdk/client-ec2")).EC2Client(options("ec2"))),
    elasticache: once(
      async () => new (await import("@aws-sdk/client-elasticache")).ElastiCacheClient(options("elasticache")),
    ),
    sts: once(async () => new (await import("@aws-sdk/client-sts")).STSClient(options("sts"))),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
