// One stack under the real Pulumi engine, in a run's sandbox.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalWorkspace, Stack, type EngineEvent, type OpMap } from "@pulumi/pulumi/automation/index.js";
import { parse, stringify } from "yaml";
import { namespace } from "../settings.ts";
import type { RunDirectory } from "./runDirectory.ts";
import { sandboxedPulumi } from "./sandbox/pulumiCommand.ts";

export interface EngineArgs {
  readonly run: RunDirectory;
  readonly stackName: string;
  readonly pulumiDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, unknown>>;
  /** Lines that the providers print while they work. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface Operation {
  readonly ok: boolean;
  readonly seconds: number;
  readonly changes: OpMap;
  /** What the engine and the providers said was wrong, each once. */
  readonly errors: readonly string[];
}

export interface OperationOptions {
  readonly targets?: readonly string[];
  readonly exclude?: readonly string[];
  readonly signal?: AbortSignal;
}

type Verb = "up" | "preview" | "refresh" | "destroy";

export class Engine {
  readonly #stack: Stack;
  readonly #file: string;
  readonly #args: EngineArgs;

  private constructor(stack: Stack, args: EngineArgs) {
    this.#stack = stack;
    this.#args = args;
    this.#file = join(args.run.path, `Pulumi.${args.stackName}.yaml`);
  }

  static async create(args: EngineArgs): Promise<Engine> {
    const pulumiCommand = await sandboxedPulumi(args.run.path, args.pulumiDirectory, args.environment);
    const workspace = await LocalWorkspace.create({ workDir: args.run.path, pulumiCommand });
    const engine = new Engine(await Stack.create(args.stackName, workspace), args);
    engine.#write((file) => ({ ...file, config: args.config }));
    return engine;
  }

  /** Sets a key of the program's namespace, for example `stage` or `migration.deadlineMinutes`; undefined removes it. */
  setConfig(path: string, value: unknown): void {
    const [top = "", ...rest] = path.split(".");
    this.#write((file) => {
      const config = (file["config"] ?? {}) as Record<string, unknown>;
      const key = top.startsWith("aws:") ? top : `${namespace}:${top}`;
      return { ...file, config: { ...config, [key]: withValue(config[key], rest, value) } };
    });
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

  async outputs(): Promise<Record<string, unknown>> {
    const outputs = await this.#stack.outputs();
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]));
  }

  /** Frees the lock that a killed engine left. */
  async cancel(): Promise<void> {
    await this.#stack.cancel();
  }

  async exportStack() {
    return await this.#stack.exportStack();
  }

  async #run(verb: Verb, { targets, exclude, signal }: OperationOptions): Promise<Operation> {
    const errors = new Set<string>();
    const began = performance.now();
    let changes: OpMap = {};
    const options = {
      color: "never",
      signal: signal === undefined ? this.#args.signal : AbortSignal.any([signal, this.#args.signal]),
      ...(targets === undefined ? {} : { target: [...targets] }),
      ...(exclude === undefined ? {} : { exclude: [...exclude] }),
      onEvent: (event: EngineEvent) => {
        const said = this.#heard(event);
        if (said !== undefined) errors.add(said);
        changes = event.summaryEvent?.resourceChanges ?? changes;
      },
    } as const;
    try {
      await this.#do(verb, options);
      return { ok: true, seconds: since(began), changes, errors: [...errors] };
    } catch (error) {
      this.#args.signal.throwIfAborted();
      if (errors.size === 0) errors.add(messageOf(error));
      return { ok: false, seconds: since(began), changes, errors: [...errors] };
    }
  }

  async #do(verb: Verb, options: Parameters<Stack["up"]>[0]): Promise<void> {
    switch (verb) {
      case "up":
        await this.#stack.up({ ...options, suppressOutputs: true });
        return;
      case "preview":
        await this.#stack.preview(options);
        return;
      case "refresh":
        await this.#stack.refresh(options);
        return;
      case "destroy":
        await this.#stack.destroy(options);
        return;
    }
  }

  /** Hands progress on; returns what was wrong. Debug events may hold secrets in clear and are dropped unread. */
  #heard({ diagnosticEvent }: EngineEvent): string | undefined {
    if (diagnosticEvent === undefined) return undefined; // severities that are not named below (debug) stay unread
    const text = diagnosticEvent.message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();
    if (diagnosticEvent.severity === "error") return text === "" || text === "update failed" ? undefined : text;
    if (diagnosticEvent.severity.startsWith("info")) {
      for (const line of text.split("\n")) if (line !== "") this.#args.onLine(line);
    }
    return undefined;
  }

  #write(change: (file: Record<string, unknown>) => Record<string, unknown>): void {
    const file: unknown = existsSync(this.#file) ? parse(readFileSync(this.#file, "utf8")) : {};
    writeFileSync(this.#file, stringify(change((file ?? {}) as Record<string, unknown>)));
  }
}

function withValue(at: unknown, path: readonly string[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const object = typeof at === "object" && at !== null ? (at as Record<string, unknown>) : {};
  return { ...object, [step]: withValue(object[step], rest, value) };
}

const since = (began: number): number => (performance.now() - began) / 1000;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
