// How EC2 is asked about one side of the network: by whose identity, in which region, for how long, and what an answer is
// that tells nothing.
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { AwsCredentialIdentity } from "@smithy/types";
import { limits } from "../migration/limits.ts";
import type { Answer } from "../migration/networkReading.ts";
import type { PathPlan } from "../migration/plan.ts";
import { AwsAccessError, clientConfig, type ConfigReader } from "./awsAccess.ts";
import { onlyAws } from "./awsAnswers.ts";
import { wordsOf } from "./awsErrors.ts";
import { sessionName } from "./awsRoles.ts";

/** A client, and the bound of one question with all its pages. */
export interface Asking {
  readonly client: EC2Client;
  readonly within: AbortSignal;
}

/** The SDK of EC2 takes its time and 90 MB of memory, so that only those load it who ask. */
export async function targetClient(read: ConfigReader): Promise<EC2Client> {
  const { EC2Client } = await import("@aws-sdk/client-ec2");
  return onlyAws(new EC2Client(clientConfig(read, "ec2")));
}

/** In the source's own region and by its role, where they are not the target's. */
export async function sourceClient(
  read: ConfigReader,
  { region, roleArn }: Pick<PathPlan["source"], "region" | "roleArn">,
  within: AbortSignal,
): Promise<EC2Client> {
  const { EC2Client } = await import("@aws-sdk/client-ec2");
  const config = { ...clientConfig(read, "ec2"), ...(region === "" ? {} : { region }) };
  if (roleArn === "") return onlyAws(new EC2Client(config));
  return onlyAws(new EC2Client({ ...config, credentials: await assumed(read, roleArn, within) }));
}

/** At once, so that a refusal is STS's and not that of the first question; by whomever the stack acts as itself. */
async function assumed(read: ConfigReader, roleArn: string, within: AbortSignal): Promise<AwsCredentialIdentity> {
  const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = onlyAws(new STSClient(clientConfig(read, "sts")));
  try {
    const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName });
    const { Credentials: given } = await client.send(command, { abortSignal: within });
    if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined || given.SessionToken === undefined) {
      throw new Error(`AssumeRole of ${roleArn} gave no credentials`);
    }
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given;
    return { accessKeyId, secretAccessKey, sessionToken };
  } finally {
    client.destroy();
  }
}

/**
 * The answer to a question, or why there is none. Rejects only when aborted, and for a mistake in this program or its
 * configuration.
 *
 * @param action as IAM names it
 */
export async function answerTo<Value>(
  action: string,
  signal: AbortSignal,
  question: (within: AbortSignal) => Promise<Value>,
  withinMs: number = limits.answerWithinMs,
): Promise<Answer<Value>> {
  const late = AbortSignal.timeout(withinMs);
  try {
    return { kind: "read", value: await question(AbortSignal.any([signal, late])) };
  } catch (error) {
    signal.throwIfAborted();
    if (defects.some((defect) => error instanceof defect)) throw error;
    const why = late.aborted ? `no answer within ${withinMs / 1000} s` : wordsOf(error);
    return { kind: "unread", action, denied: error instanceof Error && denials.has(error.name), why };
  }
}

/** One question of the program itself, by the target's identity, with a client of its own. */
export async function askTarget<Value>(
  stackConfig: Readonly<Record<string, string>>,
  action: string,
  question: (asking: Asking) => Promise<Value>,
): Promise<Answer<Value>> {
  const client = await targetClient((key) => stackConfig[key]);
  try {
    return await answerTo(action, new AbortController().signal, (within) => question({ client, within }));
  } finally {
    client.destroy();
  }
}

/** What IAM's refusal is called: by EC2, and by STS. */
const denials = new Set(["UnauthorizedOperation", "AccessDenied", "AccessDeniedException"]);
/** Errors of this program or of its configuration tell nothing of the network. */
const defects = [TypeError, RangeError, ReferenceError, AwsAccessError];
