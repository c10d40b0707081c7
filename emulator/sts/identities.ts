// Which identity an access key stands for: a user's from the world file, or a role's for as long as its session lasts.
import { createHash, randomBytes } from "node:crypto";
import type { Identity, RoleIdentity } from "./identity.ts";

export interface Role {
  readonly arn: string;
  /** Accounts whose callers may assume it. */
  readonly trusts: readonly string[];
  readonly externalId?: string | undefined;
}

export interface TemporaryCredentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

export type Identified =
  | { readonly is: "known"; readonly identity: Identity }
  /** No such temporary key, or not the session token that came with it. */
  | { readonly is: "invalid" }
  | { readonly is: "expired" };

export interface Identities {
  identify(accessKey: string, sessionToken: string | undefined, now: Date): Identified;
  role(arn: string): Role | undefined;
  /** A session of a role that the caller may assume, until `expiresAt`. */
  open(role: Role, sessionName: string, expiresAt: Date): { identity: RoleIdentity; credentials: TemporaryCredentials };
}

export interface IdentitiesOptions {
  /** Of every access key that `accessKeys` does not name. */
  readonly account: string;
  readonly accessKeys: Readonly<Record<string, string>>;
  readonly roles: readonly Role[];
}

interface Session {
  readonly identity: RoleIdentity;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

export function createIdentities({ account, accessKeys, roles }: IdentitiesOptions): Identities {
  const sessions = new Map<string, Session>();
  return {
    identify(accessKey, sessionToken, now) {
      const named = Object.hasOwn(accessKeys, accessKey) ? accessKeys[accessKey] : undefined;
      if (named !== undefined) return { is: "known", identity: { is: "user", account: named } };
      if (!isTemporary(accessKey)) return { is: "known", identity: { is: "user", account } };
      const session = sessions.get(accessKey);
      if (session === undefined || session.sessionToken !== sessionToken) return { is: "invalid" };
      if (session.expiresAt <= now) return { is: "expired" };
      return { is: "known", identity: session.identity };
    },
    role: (arn) => roles.find((role) => role.arn === arn),
    open(role, sessionName, expiresAt) {
      const [, , , , owner = "", path = ""] = role.arn.split(":");
      const identity: RoleIdentity = {
        is: "role",
        account: owner,
        roleId: `AROA${idLetters(createHash("sha256").update(role.arn).digest(), 17)}`,
        // A role's path is no part of the names of its sessions.
        roleName: path.split("/").at(-1) ?? "",
        sessionName,
      };
      const credentials = {
        accessKey: `ASIA${idLetters(randomBytes(16), 16)}`,
        secretKey: randomBytes(30).toString("base64"),
        sessionToken: randomBytes(180).toString("base64"),
        expiresAt,
      };
      sessions.set(credentials.accessKey, { identity, sessionToken: credentials.sessionToken, expiresAt });
      return { identity, credentials };
    },
  };
}

/** Temporary access keys begin with ASIA, those of users with AKIA. */
function isTemporary(accessKey: string): boolean {
  return accessKey.startsWith("ASIA");
}

function idLetters(bytes: Buffer, length: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return [...bytes.subarray(0, length)].map((byte) => letters.charAt(byte % letters.length)).join("");
}
