// What EC2's resource ids look like.
import { randomBytes } from "node:crypto";

export type IdPrefix = "sg" | "sgr" | "pcx" | "rtbassoc" | "acl" | "aclassoc" | "vpc-cidr-assoc";

/** A new id as EC2 makes them: prefix and 17 hexadecimal digits. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}-${randomBytes(9).toString("hex").slice(0, 17)}`;
}
