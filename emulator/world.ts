// Reading a world file: all its faults are told at once.
import { readFileSync } from "node:fs";
import { worldFaults } from "./worldFaults.ts";
import { worldShape } from "./worldShape.ts";
import type { World } from "./worldShape.ts";

export type { World, WorldInstance, WorldRule, WorldServer } from "./worldShape.ts";

const worldSchema = worldShape.superRefine((world, context) => {
  for (const fault of worldFaults(world))
    context.addIssue({ code: "custom", path: fault.path, message: fault.message });
});

/** A world file that cannot be used; the message lists every fault with its place in the file. */
export class WorldError extends Error {}

/** Reads and checks a world file; all faults are told at once. */
export function readWorld(path: string): World {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new WorldError(`The world file ${path} cannot be read: ${(error as Error).message}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new WorldError(`The world file ${path} is not JSON: ${(error as Error).message}`);
  }
  return parseWorld(json, path);
}

export function parseWorld(json: unknown, path: string): World {
  const parsed = worldSchema.safeParse(json, { reportInput: true });
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const found = "input" in issue && issue.code !== "unrecognized_keys" ? ` (found ${show(issue.input)})` : "";
    return `  ${issue.path.map(String).join(".") || "(top level)"}: ${issue.message}${found}`;
  });
  throw new WorldError([`The world file ${path} has ${lines.length} fault(s):`, ...lines].join("\n"));
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
}
