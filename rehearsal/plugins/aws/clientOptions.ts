// How every client of the AWS SDK is made here.
import type { Configuration, Service } from "./configuration.ts";

/** The emulator answers in milliseconds; one that has stopped answering must not hold the engine for ever. */
const answerWithinMs = 30_000;

/** Keys, and of a session its token and its end. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface ClientOptions {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: Credentials | (() => Promise<Credentials>);
  readonly requestHandler: { readonly requestTimeout: number; readonly throwOnRequestTimeout: true };
}

export function clientOptions(
  { endpoints }: Configuration,
  service: Service,
  region: string,
  credentials: ClientOptions["credentials"],
): ClientOptions {
  return {
    region,
    endpoint: endpoints[service],
    credentials,
    requestHandler: { requestTimeout: answerWithinMs, throwOnRequestTimeout: true },
  };
}
