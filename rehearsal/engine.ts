// One stack under the real Pulumi engine, in a run's sandbox: config edits and engine operations, nothing else.
//
// An operation that fails is an answer, not an error: `ok: false` with what the engine said. It throws only when the run
// itself has ended (interrupted, emulator or keeper lost, an operation that did not end within its bound).
import { join } from "node:path";
import { LocalWorkspace, Stack, type EngineEvent, type OutputMap } from "@pulumi/pulumi/automation/index.js";
import { namespace } from "../settings.ts";
import { ConfigFile } from "./configFile.ts";
import { RehearsalError } from "./failure.ts";
import { Hearing } from "./hearing.ts";
import { perform, type Verb } from "./perform.ts";
import type { Operation, OperationOptions } from "./operation.ts";
import type { RunDirectory } from "./runDirectory.ts";
import { sandboxedPulumi } from "./sandbox/pulumiCommand.ts";
import { withPreview } from "./sandbox/withPreview.ts";

export type { Operation, OperationOptions } from "./operation.ts";

export interface EngineArgs {
  readonly run: RunDirectory;
  readonly stackName: string;
  readonly pulumiDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
  /** Lines that the program and the providers print while they work. */
  readonly onLine: (line: string) => void;
  /** Ends the run: called with the reason when an operation does not end. */
  readonly giveUp: (reason: Error) => void;
  readonly signal: AbortSignal;
}

interface StateEntry {
  readonly type: string;
  readonly outputs?: Record<string, unknown>;
}

const operationWithinMs = 600_000;

export class Engine {
  readonly #stack: Stack;
  readonly #config: ConfigFile;
  readonly #args: EngineArgs;
  #previewing: Promise<Stack> | undefined;

  private constructor(stack: Stack, args: EngineArgs) {
    this.#stack = stack;
    this.#args = args;
    this.#config = new ConfigFile(join(args.run.path, `Pulumi.${args.stackName}.yaml`));
  }

  static async create(args: EngineArgs): Promise<Engine> {
    const pulumiCommand = await sandboxedPulumi(args.run.path, args.pulumiDirectory, args.environment);
    const workspace = await LocalWorkspace.create({ workDir: args.run.path, pulumiCommand });
    const engine = new Engine(await Stack.create(args.stackName, workspace), args);
    engine.#config.write(args.config);
    return engine;
  }

  /** Sets a key of the program's namespace, for example `stage` or `migration.deadlineMinutes`; undefined removes it. */
  setConfig(path: string, value: unknown): void {
    this.#config.set(path, value);
  }

  /** What a key holds now. */
  getConfig(path: string): unknown {
    return this.#config.get(path);
  }

  /** As `pulumi config set --secret --path` does it: encrypted in the file. */
  async setSecret(path: string, value: string): Promise<void> {
    await this.#stack.setConfig(`${namespace}:${path}`, { value, secret: true }, true);
  }

  up(options: OperationOptions = {}): Promise<Operation> {
    return this.#run("up", options);
  }

  preview(options: OperationOptions = {}): Promise<Operation> {
    return this.#run("preview", options);
  }

  refresh(options: OperationOptions = {}): Promise<Operation> {
    return this.#run("refresh", options);
  }

  destroy(options: OperationOptions = {}): Promise<Operation> {
    return this.#run("destroy", options);
  }

  /** As the state has them: after a failed `up` those of the last good one. */
  async outputs(): Promise<Record<string, unknown>> {
    return plain(await this.#stack.outputs());
  }

  /** Frees the lock that a killed engine left. */
  async cancel(): Promise<void> {
    await this.#stack.cancel();
  }

  /** Takes what exists already into the state, as `pulumi import` does: a creation that was interrupted may have succeeded. */
  async importResource(resource: { type: string; name: string; id: string; parent: string }): Promise<void> {
    const { parent: urn, ...what } = resource;
    const nameTable = { parent: urn };
    await this.#stack.import({ resources: [{ ...what, parent: "parent" }], nameTable, generateCode: false });
  }

  /** What the state holds of a dynamic resource, which is truer than the stack's outputs after a failed `up`. */
  async outputsOf(type: "OnlineMigration" | "MigrationJournal"): Promise<Record<string, unknown>> {
    const { deployment } = (await this.exportStack()) as { deployment: { resources?: StateEntry[] } };
    const found = deployment.resources?.find((one) => one.type === `pulumi-nodejs:dynamic/elasticache:${type}`);
    return found?.outputs ?? {};
  }

  async exportStack() {
    return await this.#stack.exportStack();
  }

  async #run(verb: Verb, options: OperationOptions): Promise<Operation> {
    const { targets, exclude, signal, withinMs, previewFirst = false, clearPendingCreates = false, hears } = options;
    const heard = new Hearing(verb, (line) => {
      this.#args.onLine(line);
      hears?.line(line);
    });
    const steps: Record<string, string> = {};
    let printed = "";
    const began = performance.now();
    const result = (ok: boolean, errors: readonly string[], outputs: OutputMap): Operation => ({
      ok,
      seconds: (performance.now() - began) / 1000,
      changes: heard.changes,
      steps,
      errors,
      lines: heard.lines,
      printed,
      outputs: plain(outputs),
    });
    const bound = withinMs ?? operationWithinMs;
    const timer = setTimeout(() => {
      const last = heard.lines.at(-1);
      const words = last === undefined ? "" : `; it last said: ${last}`;
      this.#args.giveUp(new RehearsalError(`pulumi ${verb} has not ended within ${bound / 1000} s${words}`));
    }, bound);
    try {
      this.#args.signal.throwIfAborted();
      const stack = previewFirst ? await this.#withPreview() : this.#stack;
      const outputs = await perform(stack, verb, {
        color: "never",
        signal: signal === undefined ? this.#args.signal : AbortSignal.any([signal, this.#args.signal]),
        ...(targets === undefined ? {} : { target: [...targets] }),
        ...(exclude === undefined ? {} : { exclude: [...exclude] }),
        ...(clearPendingCreates ? { clearPendingCreates } : {}),
        onEvent: (event: EngineEvent) => {
          const step = event.resourcePreEvent?.metadata;
          if (step !== undefined) steps[step.urn] = step.op;
          if (event.stdoutEvent !== undefined) hears?.cli(event.stdoutEvent.message);
          heard.event(event);
        },
        onOutput: (text: string) => (printed += text),
        onError: (text: string) => heard.standardError(text),
      });
      return result(true, heard.errors(), outputs);
    } catch (error) {
      this.#args.signal.throwIfAborted();
      return result(false, heard.errors(error instanceof Error ? error : new Error(String(error))), {});
    } finally {
      clearTimeout(timer);
    }
  }

  #withPreview(): Promise<Stack> {
    const select = async () => {
      const pulumiCommand = await withPreview(this.#args.run.path, this.#stack.workspace.pulumiCommand);
      const workspace = await LocalWorkspace.create({ workDir: this.#args.run.path, pulumiCommand });
      return await Stack.select(this.#args.stackName, workspace);
    };
    return (this.#previewing ??= select());
  }
}

function plain(outputs: OutputMap): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]));
}
