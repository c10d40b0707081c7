// A run's own stack config: its file, read and edited key by key.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { namespace } from "../settings.ts";

type Members = Readonly<Record<string, unknown>>;

export class ConfigFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** What a key holds, `stage` or `migration.deadlineMinutes` of the program's own or `aws:region`; undefined: nothing. */
  get(path: string): unknown {
    const [key, rest] = steps(path);
    let value: unknown = this.#config()[key];
    for (const step of rest) value = isRecord(value) ? value[step] : undefined;
    return value;
  }

  /** Undefined takes the key out. */
  set(path: string, value: unknown): void {
    const [key, rest] = steps(path);
    const config = this.#config();
    this.write({ ...config, [key]: withValue(config[key], rest, value) });
  }

  /** Replaces the whole config; what else the file holds (the secrets' salt) stays. */
  write(config: Members): void {
    writeFileSync(this.#path, stringify({ ...this.#file(), config }));
  }

  #config(): Members {
    const { config } = this.#file();
    return isRecord(config) ? config : {};
  }

  #file(): Members {
    const file: unknown = existsSync(this.#path) ? parse(readFileSync(this.#path, "utf8")) : {};
    return isRecord(file) ? file : {};
  }
}

function steps(path: string): [key: string, rest: readonly string[]] {
  const [top = "", ...rest] = path.split(".");
  return [top.includes(":") ? top : `${namespace}:${top}`, rest];
}

function withValue(at: unknown, path: readonly string[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const members = isRecord(at) ? at : {};
  return { ...members, [step]: withValue(members[step], rest, value) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
