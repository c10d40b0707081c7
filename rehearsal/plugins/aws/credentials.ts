// As whom the provider calls: the keys that it was given, or the last of the roles that it takes on with them.
import { clientOptions } from "./clientOptions.ts";
import type { Credentials } from "./clientOptions.ts";
import type { Configuration } from "./configuration.ts";
import { causeText } from "./errorText.ts";
import type { Role } from "./roles.ts";

export type Identity = () => Promise<Credentials>;

/** A session is renewed when it has less than this left, as the SDKs do. */
const renewBeforeMs = 5 * 60_000;

export function identityOf(configuration: Configuration): Identity {
  const { accessKey, secretKey, sessionToken } = configuration;
  const given: Credentials = {
    accessKeyId: accessKey,
    secretAccessKey: secretKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
  const start: Identity = () => Promise.resolve(given);
  return configuration.roles.reduce((identity, role) => renewed(() => assume(role, identity, configuration)), start);
}

async function assume(role: Role, identity: Identity, configuration: Configuration): Promise<Credentials> {
  const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient(clientOptions(configuration, "sts", configuration.region, await identity()));
  try {
    const answer = await client.send(
      new AssumeRoleCommand({
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? `aws-stand-in-${Date.now()}`,
        ExternalId: role.externalId,
        DurationSeconds: role.durationSeconds,
      }),
    );
    const {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
    } = answer.Credentials ?? {};
    if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) {
      throw new Error("the answer holds no credentials");
    }
    const expiration = answer.Credentials?.Expiration;
    return { accessKeyId, secretAccessKey, sessionToken, ...(expiration === undefined ? {} : { expiration }) };
  } catch (error) {
    throw new Error(`IAM Role (${role.roleArn}) cannot be assumed: ${causeText(error)}`, { cause: error });
  } finally {
    client.destroy();
  }
}

/** One session for all clients, until it is about to end. A refusal is not kept: the next call asks again. */
function renewed(take: Identity): Identity {
  let taken: Promise<Credentials> | undefined;
  return async () => {
    const present = await taken;
    if (present !== undefined && !isEnding(present)) return present;
    const taking = take();
    taken = taking;
    taking.catch(() => {
      if (taken === taking) taken = undefined;
    });
    return taking;
  };
}

function isEnding({ expiration }: Credentials): boolean {
  return expiration !== undefined && expiration.getTime() - Date.now() < renewBeforeMs;
}
