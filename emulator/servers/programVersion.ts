// Which version a server program has: older ones do not know every directive.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ServerFailure } from "./serverFailure.ts";

const run = promisify(execFile);
const limitMs = 5_000;
const known = new Map<string, Promise<number>>();

/** The major version, asked of the program itself once: "Redis server v=7.0.15 ..." is 7. */
export function majorVersionOf(program: string): Promise<number> {
  let version = known.get(program);
  if (version === undefined) {
    version = ask(program);
    known.set(program, version);
    // A program that is missing now may be there at the next try.
    version.catch(() => known.delete(program));
  }
  return version;
}

async function ask(program: string): Promise<number> {
  const { stdout } = await run(program, ["--version"], { timeout: limitMs }).catch((error: unknown) => {
    const why = error instanceof Error ? error.message.trim() : String(error);
    throw new ServerFailure(`The server program ${program} cannot be run: ${why}`);
  });
  const major = /\bv=(\d+)\./.exec(stdout)?.[1];
  if (major !== undefined) return Number(major);
  throw new ServerFailure(
    `The program ${program} is no redis-server or valkey-server: "${stdout.trim().slice(0, 80)}".`,
  );
}
