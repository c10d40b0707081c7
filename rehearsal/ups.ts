// Which `pulumi up`s a rehearsal makes, one after the other, and which lines of the stack config change before each.
import type { Settings } from "../settings.ts";
import { namespace } from "../settings.ts";
import { withoutSecrets } from "./sandbox/stackCopy.ts";
import type { StackFile } from "./stackFile.ts";
import { stagesUntil, type RehearsedStage } from "./stages.ts";

export interface Up {
  readonly stage: RehearsedStage;
  /** The stage, and after a comma what else changes in it. */
  readonly title: string;
  /** Keys of the program's namespace; undefined takes one out. */
  readonly edits: readonly (readonly [path: string, value: unknown])[];
}

/**
 * What encrypts the target may stand in the config in `operate` only, and AWS takes one step at a time: it is taken out at
 * first, and comes back at the end as the config has it.
 */
export function upsUntil(until: RehearsedStage, stack: StackFile): Up[] {
  const withoutEncryption = [
    ["target.tls", undefined],
    ["target.access", undefined],
  ] as const;
  return stagesUntil[until].flatMap((stage) => {
    const edits = stage === "prepare" ? [["stage", stage] as const, ...withoutEncryption] : [["stage", stage] as const];
    const flip: Up = { stage, title: stage, edits };
    return stage === "operate" ? [flip, ...encryptionSteps(stack)] : [flip];
  });
}

/** A group that exists already is its owner's: the program tells what is left to do, and changes nothing. */
function encryptionSteps({ settings, config }: StackFile): Up[] {
  const { tls, access, existing } = settings.target;
  if (existing) return [];
  const target = withoutSecrets(config[`${namespace}:target`]) as { readonly access?: unknown };
  const steps: (readonly [what: string, path: string, value: unknown])[] = tlsSteps[tls].map((mode) => [
    `tls ${mode}`,
    "target.tls",
    mode,
  ]);
  if (access !== undefined) steps.push(["access", "target.access", target.access]);
  return steps.map(([what, path, value]) => ({
    stage: "operate",
    title: `operate, ${what}`,
    edits: [[path, value]],
  }));
}

const tlsSteps = {
  off: [],
  preferred: ["preferred"],
  required: ["preferred", "required"],
} as const satisfies Record<Settings["target"]["tls"], readonly string[]>;
