// Which `pulumi up`s a rehearsal makes, one after the other, which lines of the stack config change before each, and what
// has to be so after it.
import type { Settings } from "../settings.ts";
import { namespace } from "../settings.ts";
import { accessBy, accessByTls, type GroupAccess } from "./groupAccess.ts";
import { withoutSecrets } from "./sandbox/stackCopy.ts";
import type { StackFile } from "./stackFile.ts";
import { stagesUntil, type RehearsedStage } from "./stages.ts";

export interface Up {
  readonly stage: RehearsedStage;
  /** The stage, and after a comma what else changes in it. */
  readonly title: string;
  /** Keys of the program's namespace; undefined takes one out. */
  readonly edits: readonly Edit[];
  readonly outcome: Outcome;
}

type Edit = readonly [path: string, value: unknown];

/** What has to be so after an `up`, beside that it succeeded. */
export type Outcome =
  | { readonly is: "stage" }
  /** The group is encrypted, and asks who is there, as the step says. */
  | { readonly is: "changed"; readonly access: GroupAccess }
  /** The group is its owner's: what was said has the option of AWS's CLI that does it, and nothing was changed. */
  | { readonly is: "told"; readonly option: string };

/**
 * What encrypts the target may stand in the config in `operate` only, and AWS takes one step at a time: it is taken out at
 * first, and comes back at the end as the config has it.
 */
export function upsUntil(until: RehearsedStage, stack: StackFile): Up[] {
  const withoutEncryption: readonly Edit[] = [
    ["target.tls", undefined],
    ["target.access", undefined],
  ];
  return stagesUntil[until].flatMap((stage) => {
    const flip: Edit = ["stage", stage];
    const edits = stage === "prepare" ? [flip, ...withoutEncryption] : [flip];
    const up: Up = { stage, title: stage, edits, outcome: { is: "stage" } };
    return stage === "operate" ? [up, ...encryptionSteps(stack)] : [up];
  });
}

/** For a group of somebody else's too: the program refuses several steps at once, whoever is to carry them out. */
function encryptionSteps({ settings, config }: StackFile): Up[] {
  const { tls, access, existing } = settings.target;
  const target = withoutSecrets(config[`${namespace}:target`]) as { readonly access?: unknown };
  const outcome = (option: string, changed: GroupAccess): Outcome =>
    existing ? { is: "told", option } : { is: "changed", access: changed };
  const steps = tlsSteps[tls].map((mode) =>
    step(`tls ${mode}`, ["target.tls", mode], outcome(`--transit-encryption-mode ${mode}`, accessByTls(mode))),
  );
  if (access === undefined) return steps;
  const edit: Edit = ["target.access", target.access];
  return [...steps, step("access", edit, outcome(optionFor(access), accessBy(access)))];
}

function optionFor({ userGroupId }: NonNullable<Settings["target"]["access"]>): string {
  return userGroupId === undefined ? "--auth-token-update-strategy" : `--user-group-ids-to-add ${userGroupId}`;
}

function step(what: string, edit: Edit, outcome: Outcome): Up {
  return { stage: "operate", title: `operate, ${what}`, edits: [edit], outcome };
}

const tlsSteps = {
  off: [],
  preferred: ["preferred"],
  required: ["preferred", "required"],
} as const satisfies Record<Settings["target"]["tls"], readonly ("preferred" | "required")[]>;
