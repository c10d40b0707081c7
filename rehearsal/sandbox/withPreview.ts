// A Pulumi CLI whose `up` previews first, as it does at a prompt: the Automation API tells every `up` to skip that, and has
// no option against it.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { shellQuoted } from "./pulumiCommand.ts";

/** @param command the run's own CLI, which this one is a mask of */
export async function withPreview(directory: string, command: PulumiCommand): Promise<PulumiCommand> {
  const root = join(directory, "cli-with-preview");
  mkdirSync(join(root, "bin"), { recursive: true });
  const mask = join(root, "bin/pulumi");
  const script = [
    "#!/bin/sh",
    'for argument do shift; [ "$argument" = --skip-preview ] || set -- "$@" "$argument"; done',
    `exec ${shellQuoted(command.command)} "$@"`,
    "",
  ];
  writeFileSync(mask, script.join("\n"));
  chmodSync(mask, 0o755);
  return await PulumiCommand.get({ root });
}
