// Which names AWS accepts.
import { invalidParameterValue } from "../fault.ts";

/** 1 to 40 letters, digits and hyphens; a letter first, no hyphen at the end, no two in a row. Stored in lower case. */
export function groupId(id: string | undefined): string {
  return checked(id, "ReplicationGroupId", 40);
}

export function subnetGroupName(name: string | undefined): string {
  return checked(name, "CacheSubnetGroupName", 255);
}

export function parameterGroupName(name: string | undefined): string {
  if (name?.startsWith("default.") === true) {
    throw invalidParameterValue(`The parameter CacheParameterGroupName "${name}" must not begin with "default.".`);
  }
  return checked(name, "CacheParameterGroupName", 255);
}

function checked(value: string | undefined, parameter: string, most: number): string {
  const isName = /^[a-zA-Z](?:-?[a-zA-Z0-9])*$/.test(value ?? "");
  if (value === undefined || !isName || value.length > most) {
    throw invalidParameterValue(
      `The parameter ${parameter} "${value ?? ""}" is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; must not end with a hyphen or contain two consecutive hyphens; and have at most ${most} characters.`,
    );
  }
  return value.toLowerCase();
}
