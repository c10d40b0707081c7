// Which engine and version a server program is: not every one knows every directive.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ServerFailure } from "./serverFailure.ts";

const run = promisify(execFile);
const limitMs = 5_000;
export interface ProgramVersion {
  readonly engine: "redis" | "valkey";
  readonly major: number;
}

const known = new Map<string, Promise<ProgramVersion>>();

/** Asked of the program itself once: "Redis server v=7.0.15 ...", "Valkey server v=9.1.2 ...". */
export function versionOf(program: string): Promise<ProgramVersion> {
  let version = known.get(program);
  if (version === undefined) {
    version = ask(program);
    known.set(program, version);
    // A program that is missing now may be there at the next try.
    version.catch(() => known.delete(program));
  }
  return version;
}

async function ask(program: string): Promise<ProgramVersion> {
  const { stdout } = await run(program, ["--version"], { timeout: limitMs }).catch((error: unknown) => {
    const why = error instanceof Error ? error.message.trim() : String(error);
    throw new ServerFailure(`The server program ${program} cannot be run: ${why}`);
  });
  const [, engine, major] = /^(Redis|Valkey) server v=(\d+)\./.exec(stdout) ?? [];
  if (major !== undefined) return { engine: engine === "Valkey" ? "valkey" : "redis", major: Number(major) };
  throw new ServerFailure(
    `The program ${program} is no redis-server or valkey-server: "${stdout.trim().slice(0, 80)}".`,
  );
}
