// The Pulumi CLI of a run: a wrapper that the Automation API starts as if it were the CLI, and that hands the real one
// the sandbox's environment and nothing of the caller's (the Automation API would pass that on).
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { RehearsalError } from "../failure.ts";

export async function sandboxedPulumi(
  directory: string,
  pulumiDirectory: string,
  environment: Readonly<Record<string, string>>,
): Promise<PulumiCommand> {
  const real = join(pulumiDirectory, "pulumi");
  if (!existsSync(real)) {
    throw new RehearsalError(`no Pulumi CLI in ${pulumiDirectory}; run by npm run rehearse, which sees to it`);
  }
  const root = join(directory, "cli");
  mkdirSync(join(root, "bin"), { recursive: true });
  const wrapper = join(root, "bin/pulumi");
  const variables = Object.entries(environment).map(([name, value]) => `  ${name}=${shellQuoted(value)} \\`);
  // The kernel ends the engine with the rehearsal; the keeper ends what the engine started.
  const script = [
    "#!/bin/sh",
    "exec setpriv --pdeathsig KILL -- env -i \\",
    ...variables,
    `  ${shellQuoted(real)} "$@"`,
    "",
  ];
  writeFileSync(wrapper, script.join("\n"));
  chmodSync(wrapper, 0o755);
  return await PulumiCommand.get({ root });
}

/** One word of a shell command, whatever is in it. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
