// AssumeRole: a caller of an account that a role trusts becomes a session of that role.
import type { AssumeRoleCommandInput, AssumeRoleCommandOutput } from "@aws-sdk/client-sts";
import type { Cloud } from "../cloud.ts";
import { AwsFault, notImplemented } from "../fault.ts";
import type { Place } from "../place.ts";
import { arnOf, userIdOf } from "./identity.ts";
import type { Identity } from "./identity.ts";

const leastSeconds = 900;
const mostSeconds = 43_200;
/** What a role allows unless its owner allows more, and the limit of a role that is assumed from a role. */
const longestSessionSeconds = 3_600;

export function assumeRole(
  input: AssumeRoleCommandInput,
  _at: Place,
  cloud: Cloud,
  caller: Identity,
): Omit<AssumeRoleCommandOutput, "$metadata"> {
  refuseUnknownParts(input);
  const { RoleArn = "", RoleSessionName = "", DurationSeconds: seconds = longestSessionSeconds } = input;
  checkValues(RoleArn, RoleSessionName, seconds);
  const role = cloud.identities.role(RoleArn);
  const mayAssume =
    role?.trusts.includes(caller.account) === true &&
    (role.externalId === undefined || role.externalId === input.ExternalId);
  if (role === undefined || !mayAssume) throw accessDenied(caller, RoleArn);
  if (seconds > longestSessionSeconds) throw invalid(tooLong(caller));
  const expiresAt = new Date(cloud.now().getTime() + seconds * 1_000);
  const { identity, credentials } = cloud.identities.open(role, RoleSessionName, expiresAt);
  return {
    Credentials: {
      AccessKeyId: credentials.accessKey,
      SecretAccessKey: credentials.secretKey,
      SessionToken: credentials.sessionToken,
      Expiration: expiresAt,
    },
    AssumedRoleUser: { AssumedRoleId: userIdOf(identity), Arn: arnOf(identity) },
  };
}

/** What would change who the session is or what it may do is refused, never ignored. */
function refuseUnknownParts(input: AssumeRoleCommandInput): void {
  const { Policy, PolicyArns, Tags, TransitiveTagKeys, SerialNumber, TokenCode, SourceIdentity, ProvidedContexts } =
    input;
  const parts = {
    Policy,
    PolicyArns,
    Tags,
    TransitiveTagKeys,
    SerialNumber,
    TokenCode,
    SourceIdentity,
    ProvidedContexts,
  };
  const given = Object.entries(parts)
    .filter(([, value]) => value !== undefined && value.length > 0)
    .map(([name]) => name);
  if (given.length > 0) throw notImplemented(`${given.join(", ")} in AssumeRole`);
}

/** All that is wrong with the request at once, as STS tells it. The wording of the role's ARN is assumed. */
function checkValues(roleArn: string, sessionName: string, seconds: number): void {
  const faults: string[] = [];
  const wrong = (value: string | number, member: string, constraint: string) =>
    faults.push(`Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`);
  if (!/^[\w+=,.@-]*$/.test(sessionName)) {
    wrong(sessionName, "roleSessionName", "Member must satisfy regular expression pattern: [\\w+=,.@-]*");
  }
  if (sessionName.length < 2)
    wrong(sessionName, "roleSessionName", "Member must have length greater than or equal to 2");
  if (sessionName.length > 64)
    wrong(sessionName, "roleSessionName", "Member must have length less than or equal to 64");
  if (seconds < leastSeconds) {
    wrong(seconds, "durationSeconds", `Member must have value greater than or equal to ${leastSeconds}`);
  }
  if (seconds > mostSeconds) {
    wrong(seconds, "durationSeconds", `Member must have value less than or equal to ${mostSeconds}`);
  }
  if (faults.length > 0) {
    const errors = faults.length === 1 ? "1 validation error" : `${faults.length} validation errors`;
    throw invalid(`${errors} detected: ${faults.join("; ")}`);
  }
  if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(roleArn)) throw invalid(`${roleArn} is invalid`);
}

function tooLong(caller: Identity): string {
  return caller.is === "role"
    ? "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    : "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
}

function invalid(message: string): AwsFault {
  return new AwsFault("ValidationError", message);
}

/** An unknown role, an account that it does not trust, a wrong external id: STS does not say which. */
function accessDenied(caller: Identity, roleArn: string): AwsFault {
  const message = `User: ${arnOf(caller)} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
  return new AwsFault("AccessDenied", message, 403);
}
