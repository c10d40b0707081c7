// The roles of `aws:assumeRoles` and `aws:assumeRoleWithWebIdentity`, as the calls of STS want them.
import { AwsAccessError, isRecord, parsed, type ConfigReader } from "./awsConfig.ts";

export interface Role {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly ExternalId?: string;
  readonly DurationSeconds?: number;
  readonly Policy?: string;
  readonly PolicyArns?: { readonly arn: string }[];
  readonly SourceIdentity?: string;
  readonly Tags?: { readonly Key: string; readonly Value: string }[];
  readonly TransitiveTagKeys?: string[];
}

export interface WebIdentity {
  readonly role: Role;
  readonly token: { readonly text: string } | { readonly file: string };
}

export const sessionName = "elasticache-online-migration";

const narrowing = ["duration", "policy", "policyArns", "roleArn", "sessionName"] as const;
const ofRole: readonly string[] = [...narrowing, "externalId", "sourceIdentity", "tags", "transitiveTagKeys"];
const ofWebIdentity: readonly string[] = [...narrowing, "webIdentityToken", "webIdentityTokenFile"];

/** One after the other, each assumed by the one before it. */
export function rolesOf(read: ConfigReader): Role[] {
  const key = "assumeRoles";
  const given = parsed(read, key);
  const list = Array.isArray(given) ? given : given === undefined ? [] : [given];
  return list.flatMap((one: unknown, index) => {
    const stated = statedIn(one, `${key}[${index}]`, ofRole);
    return Object.keys(stated).length === 0 ? [] : [roleOf(stated, `${key}[${index}]`)];
  });
}

export function webIdentityOf(read: ConfigReader): WebIdentity | undefined {
  const key = "assumeRoleWithWebIdentity";
  const given = parsed(read, key);
  if (given === undefined) return undefined;
  const stated = statedIn(given, key, ofWebIdentity);
  if (Object.keys(stated).length === 0) return undefined;
  const text = textIn(stated, "webIdentityToken", key);
  const file = textIn(stated, "webIdentityTokenFile", key);
  if ((text === undefined) === (file === undefined))
    throw new AwsAccessError(key, "expected one of webIdentityToken and webIdentityTokenFile");
  return { role: roleOf(stated, key), token: text === undefined ? { file: file ?? "" } : { text } };
}

type Stated = Readonly<Record<string, unknown>>;

/** What is not known here would change who acts or what he may do: it is refused by its name. */
function statedIn(given: unknown, at: string, known: readonly string[]): Stated {
  if (!isRecord(given)) throw new AwsAccessError(at, "expected an object with a roleArn");
  const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== ""));
  const more = Object.keys(stated).filter((name) => !known.includes(name));
  if (more.length > 0)
    throw new AwsAccessError(at, `${more.join(", ")} cannot be honoured; known: ${known.join(", ")}`);
  return stated;
}

function roleOf(stated: Stated, at: string): Role {
  const roleArn = textIn(stated, "roleArn", at);
  if (roleArn === undefined) throw new AwsAccessError(at, "expected a roleArn");
  const texts = { ExternalId: "externalId", Policy: "policy", SourceIdentity: "sourceIdentity" } as const;
  const duration = textIn(stated, "duration", at);
  const { policyArns, transitiveTagKeys, tags } = stated;
  return {
    RoleArn: roleArn,
    RoleSessionName: textIn(stated, "sessionName", at) ?? sessionName,
    ...Object.fromEntries(
      Object.entries(texts).flatMap(([name, key]) => {
        const text = textIn(stated, key, at);
        return text === undefined ? [] : [[name, text]];
      }),
    ),
    ...(duration === undefined ? {} : { DurationSeconds: secondsOf(duration, at) }),
    ...(policyArns === undefined ? {} : { PolicyArns: listIn(policyArns, "policyArns", at).map((arn) => ({ arn })) }),
    ...(transitiveTagKeys === undefined
      ? {}
      : { TransitiveTagKeys: listIn(transitiveTagKeys, "transitiveTagKeys", at) }),
    ...(tags === undefined ? {} : { Tags: tagsIn(tags, at) }),
  };
}

function textIn(stated: Stated, key: string, at: string): string | undefined {
  const value = stated[key];
  if (value === undefined || typeof value === "string") return value;
  throw new AwsAccessError(`${at}.${key}`, "expected a text");
}

function listIn(value: unknown, key: string, at: string): string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new AwsAccessError(`${at}.${key}`, "expected a list of texts");
}

function tagsIn(value: unknown, at: string): { Key: string; Value: string }[] {
  const entries = isRecord(value) ? Object.entries(value) : undefined;
  if (entries === undefined || entries.some(([, text]) => typeof text !== "string"))
    throw new AwsAccessError(`${at}.tags`, "expected a map of texts");
  return entries.map(([Key, text]) => ({ Key, Value: text as string }));
}

const secondsPer: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
const [leastSeconds, mostSeconds] = [15 * 60, 12 * 3600];

/** As Go writes durations: `1h30m`. */
function secondsOf(duration: string, at: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  const seconds = parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (secondsPer[unit] ?? 0), 0);
  const isWhole = parts.map(([part]) => part).join("") === duration && Number.isInteger(seconds);
  if (isWhole && seconds >= leastSeconds && seconds <= mostSeconds) return seconds;
  throw new AwsAccessError(`${at}.duration`, `found ${duration}; expected 15m to 12h, such as 1h30m`);
}
