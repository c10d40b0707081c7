// Who calls: a user of an account, or a session of a role.

export interface UserIdentity {
  readonly is: "user";
  readonly account: string;
}

export interface RoleIdentity {
  readonly is: "role";
  readonly account: string;
  /** AROA…, the same for every session of a role. */
  readonly roleId: string;
  readonly roleName: string;
  readonly sessionName: string;
}

export type Identity = UserIdentity | RoleIdentity;

/** Every caller without a role is one user of the account that its access key belongs to. */
export function arnOf(identity: Identity): string {
  switch (identity.is) {
    case "user":
      return `arn:aws:iam::${identity.account}:user/emulator`;
    case "role":
      return `arn:aws:sts::${identity.account}:assumed-role/${identity.roleName}/${identity.sessionName}`;
  }
}

export function userIdOf(identity: Identity): string {
  switch (identity.is) {
    case "user":
      return "AIDAEMULATOR000000000";
    case "role":
      return `${identity.roleId}:${identity.sessionName}`;
  }
}
