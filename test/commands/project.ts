// A copy of the project with a stack config of the tiny cloud, for commands that are started as an operator starts them.
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { projectRoot } from "../../rehearsal/rehearsal.ts";
import type { TestCloud } from "../providers/cloud.ts";
import { stackConfig, type Change } from "../providers/stackConfig.ts";
import { runCommand, startCommand, type Ended, type Started } from "../rehearsal/command.ts";

type Cloud = Pick<TestCloud, "url" | "addresses">;

export class Project {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<Project> {
    const root = await mkdtemp(join(tmpdir(), "commands-project-"));
    const parts = ["commands", "settings", "settings.ts", "migration", "providers", "redis", "package.json"];
    await Promise.all(parts.map((part) => cp(join(projectRoot, part), join(root, part), { recursive: true })));
    await symlink(join(projectRoot, "node_modules"), join(root, "node_modules"));
    return new Project(root);
  }

  /** Writes `Pulumi.NAME.yaml` for the group of that name. */
  async configure(cloud: Cloud, name: string, stage: string, change: Change = {}): Promise<void> {
    const texts = Object.entries(stackConfig(cloud, name, stage, change));
    const values = texts.map(([key, text]) => [key, /^[[{]/.test(text) ? (JSON.parse(text) as unknown) : text]);
    const config = Object.fromEntries(values) as Record<string, unknown>;
    await writeFile(join(this.root, `Pulumi.${name}.yaml`), stringify({ config }));
  }

  start(command: "doctor" | "watch", ...args: readonly string[]): Started {
    return startCommand(args, this.#options(command));
  }

  run(command: "doctor" | "watch", ...args: readonly string[]): Promise<Ended> {
    return runCommand(args, this.#options(command));
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true });
  }

  #options(command: string) {
    return { root: this.root, entry: [join(this.root, "commands", `${command}.ts`)] };
  }
}
