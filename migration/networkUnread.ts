// Which parts of the network this run could not read, by which call, and what would let it.
import { finding, type Finding } from "./findings.ts";
import type { Answer, Unread } from "./networkReading.ts";
import type { Plan } from "./plan.ts";

const parts = {
  securityGroups: "security groups",
  subnets: "subnets",
  routeTables: "route tables",
  acls: "network ACLs",
  connection: "peering connection",
} as const;

type Parts = { readonly [Part in keyof typeof parts]?: Answer<unknown> };

/** One finding per side. */
export function* unreadParts(side: "source" | "target", { path }: Plan, answers: Parts): Iterable<Finding> {
  const causes = new Map<string, { readonly unread: Unread; readonly names: readonly string[] }>();
  for (const part of Object.keys(parts) as (keyof typeof parts)[]) {
    const answer = answers[part];
    if (answer?.kind !== "unread") continue;
    const text = causeText(answer);
    causes.set(text, { unread: answer, names: [...(causes.get(text)?.names ?? []), parts[part]] });
  }
  if (causes.size === 0) return;
  const all = [...causes.values()].map(({ unread }) => unread);
  yield finding(
    "network-unread",
    "unknown",
    [...causes].map(([text, { names }]) => `the ${side}'s ${names.join(", ")}: ${text}`).join("; "),
    "an answer, without which what depends on it is not judged",
    remedy(all, side === "source" ? path.source.roleArn : ""),
  );
}

function causeText({ action, denied, why }: Unread): string {
  return `${action} ${denied ? "is denied" : "fails"} (${why})`;
}

/** @param roleArn the role in which the side is read, or empty */
function remedy(all: readonly Unread[], roleArn: string): string {
  const runner = "the identity that runs pulumi up";
  const remedies = all.map(({ action, denied }) => {
    if (!denied) return `mend what AWS names, or run pulumi up again if it was out of reach (${action})`;
    if (action === "sts:AssumeRole") return `allow ${action} on ${roleArn} to ${runner}, and let the role trust it`;
    return `allow ${action} to ${roleArn === "" ? runner : roleArn}`;
  });
  return [...new Set(remedies)].join("; ");
}
