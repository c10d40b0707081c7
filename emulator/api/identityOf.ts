// Whose call is it, or how does the service refuse credentials that are not, or no longer, good?
import { AwsFault } from "../fault.ts";
import type { Identified } from "../sts/identities.ts";
import type { Identity } from "../sts/identity.ts";
import type { Protocol } from "../wire/spoken.ts";
import type { Service } from "./services.ts";

/** EC2 has codes of its own for this; ElastiCache and STS share theirs. */
export function identityOf(identified: Identified, { dialect }: Service): Identity {
  switch (identified.is) {
    case "known":
      return identified.identity;
    case "invalid":
      throw dialect === "ec2"
        ? new AwsFault("AuthFailure", "AWS was not able to validate the provided access credentials", 401)
        : new AwsFault("InvalidClientTokenId", "The security token included in the request is invalid.", 403);
    case "expired":
      throw expiredCredentials(dialect);
  }
}

export function expiredCredentials(dialect: Protocol): AwsFault {
  return dialect === "ec2"
    ? new AwsFault("RequestExpired", "Request has expired.", 400)
    : new AwsFault("ExpiredToken", "The security token included in the request is expired", 403);
}
