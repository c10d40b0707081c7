// The roles that the provider takes on before its first call, one after the other.
import { z } from "zod";
import { secondsOf } from "./goDuration.ts";
import { isAbsent } from "./properties.ts";

export interface Role {
  readonly roleArn: string;
  readonly externalId: string | undefined;
  readonly sessionName: string | undefined;
  readonly durationSeconds: number | undefined;
}

export interface RolesRead {
  readonly roles: readonly Role[];
  readonly reasons: readonly string[];
}

const roleShape = z.object({
  roleArn: z.string().regex(/^arn:[\w-]+:iam::\d{12}:role\/.+$/, "looks like arn:aws:iam::210987654321:role/name"),
  externalId: z.string().optional(),
  sessionName: z.string().optional(),
  duration: z.string().optional(),
});

const leastSeconds = 15 * 60;
const mostSeconds = 12 * 3600;

/** What narrows a session is refused by name: ignoring it would let the rehearsal do what AWS would not. */
const served = new Set(Object.keys(roleShape.shape));

/** `value` is a list of roles, or one; a role of which nothing is said is none. */
export function readRoles(value: unknown): RolesRead {
  const reasons: string[] = [];
  const roles: Role[] = [];
  if (value === undefined || value === null) return { roles, reasons };
  [value].flat().forEach((given: unknown, index) => {
    const at = `[${index}]`;
    if (typeof given !== "object" || given === null) {
      reasons.push(`${at} must be an object with a roleArn`);
      return;
    }
    const stated = Object.fromEntries(Object.entries(given).filter(([, member]) => !isAbsent(member)));
    if (Object.keys(stated).length === 0) return;
    const more = Object.keys(stated).filter((name) => !served.has(name));
    reasons.push(...more.map((name) => `${at}.${name} is not supported by the stand-in`));
    const role = roleShape.safeParse(stated);
    if (!role.success) {
      reasons.push(
        ...role.error.issues.map(({ path, message }) => [at, ...path.map(String)].join(".") + `: ${message}`),
      );
      return;
    }
    const { roleArn, externalId, sessionName, duration } = role.data;
    const durationSeconds = duration === undefined ? undefined : secondsOf(duration);
    if (duration !== undefined && !isAllowed(durationSeconds)) {
      reasons.push(`${at}.duration is "${duration}": must be 15m to 12h, such as 1h30m`);
    }
    roles.push({ roleArn, externalId, sessionName, durationSeconds });
  });
  return { roles, reasons };
}

function isAllowed(seconds: number | undefined): boolean {
  return seconds !== undefined && seconds >= leastSeconds && seconds <= mostSeconds;
}
