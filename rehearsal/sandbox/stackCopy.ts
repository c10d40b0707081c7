// The stack config that a rehearsal works on: of the user's own only the program's keys and what says nothing of an
// identity, without secrets; everything that could reach or tell anything real stays behind.
import { namespace } from "../../settings.ts";
import { withoutSecrets as without } from "../../settings/stackFile.ts";

/** A threshold as configured, and as the rehearsal shortens it. */
export interface Shortened {
  readonly from: number;
  readonly to: number;
}

export interface StackCopy {
  readonly config: Readonly<Record<string, unknown>>;
  /** How thresholds were shortened, by key of `migration`. */
  readonly scale: Readonly<Record<string, Shortened>>;
}

export const placeholder = "rehearsal-placeholder";

/** Keys of the aws provider that say nothing of an identity and reach nothing. */
const harmless = new Set(["aws:region", "aws:defaultTags", "aws:ignoreTags"]);

const shortest = { pollSeconds: 0.25, inSyncForSeconds: 2, deadlineMinutes: 3 } as const;
const defaults = { pollSeconds: 5, inSyncForSeconds: 60, deadlineMinutes: 45 } as const;

/**
 * @param config the stack file's `config`; `environment`, `encryptionsalt` and the like stand beside it and are not copied
 * @param endpoint the emulator's URL
 * @param addresses AWS-side `host:port` -> loopback `host:port`
 */
export function stackCopy(
  config: Readonly<Record<string, unknown>>,
  endpoint: string,
  addresses: Readonly<Record<string, string>>,
): StackCopy {
  const kept = Object.entries(config)
    .filter(([key]) => key.startsWith(`${namespace}:`) || harmless.has(key))
    .map(([key, value]): [string, unknown] => [key, withoutSecrets(value)]);
  const copy: Record<string, unknown> = { ...Object.fromEntries<unknown>(kept), ...fakeIdentity(endpoint) };
  const migration = record(copy[`${namespace}:migration`]);
  const scale = Object.fromEntries(
    (Object.keys(shortest) as (keyof typeof shortest)[]).map((key) => {
      const from = typeof migration[key] === "number" ? migration[key] : defaults[key];
      return [key, { from, to: Math.min(from, shortest[key]) }];
    }),
  );
  const short = Object.fromEntries(Object.entries(scale).map(([key, { to }]) => [key, to]));
  copy[`${namespace}:migration`] = { ...migration, ...short };
  // Without a probe the product connects to no server, and is told no way to one.
  const { mode } = record(copy[`${namespace}:probe`]);
  copy[`${namespace}:probe`] = mode === "none" ? { mode } : { mode: "direct", addresses };
  return { config: copy, scale };
}

export function withoutSecrets(value: unknown): unknown {
  return without(value, placeholder);
}

function fakeIdentity(endpoint: string) {
  return {
    "aws:accessKey": "rehearsal",
    "aws:secretKey": "rehearsal",
    "aws:skipCredentialsValidation": true,
    "aws:skipRegionValidation": true,
    "aws:skipMetadataApiCheck": true,
    "aws:skipRequestingAccountId": true,
    "aws:endpoints": [{ elasticache: endpoint, ec2: endpoint, sts: endpoint, cloudwatch: endpoint, iam: endpoint }],
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
