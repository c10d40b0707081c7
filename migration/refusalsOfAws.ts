// Why a run ends where AWS does not answer, or refuses a call: from its own words and the credentials of the run.
import { failure, type Failure } from "./failures.ts";
import type { Plan } from "./plan.ts";
import type { CredentialsFault, PortError } from "./ports.ts";

/** @param lastSeen what was seen before AWS fell silent, with its age; empty where nothing was */
export function awsSilent({ message, transient, credentials }: PortError, plan: Plan, lastSeen: string): Failure {
  if (credentials !== undefined) return unsigned(credentials, `AWS did not tell how ${plan.groupId} is`, message);
  return failure(
    transient ? "aws-unreachable" : "aws-refused",
    `AWS did not tell how ${plan.groupId} is: ${message}${lastSeen}`,
    "an answer to DescribeReplicationGroups and DescribeEvents",
    "check credentials, region and network, then run pulumi up again",
  );
}

export function awsRefused(call: string, answer: string, credentials?: CredentialsFault): Failure {
  if (credentials !== undefined) return unsigned(credentials, `AWS was not asked for ${call}, or refused it`, answer);
  return failure(
    "aws-refused",
    `AWS refused ${call}: ${answer}`,
    "an accepted call",
    "mend what AWS names, then run pulumi up again",
  );
}

/** Nothing is lost by it: what was asked for before goes on, and the next run sees how far it has come. */
function unsigned(fault: CredentialsFault, what: string, answer: string): Failure {
  switch (fault) {
    case "expired":
      return failure(
        "credentials-expired",
        `${what}: the credentials of this run have expired (${answer}).`,
        "credentials that last as long as an up (migration.deadlineMinutes), or that the AWS SDK can renew by itself",
        "renew them and run pulumi up again: it goes on from there",
      );
    case "missing":
      return failure(
        "credentials-missing",
        `${what}: no credentials were found (${answer}).`,
        "credentials in one of the places that are named",
        "put them in one of these places and run pulumi up again: it goes on from there",
      );
  }
}
