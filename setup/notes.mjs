// What was learned of a program by running it, kept so that the next run need not run it again.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { places } from "./places.mjs";

/** @typedef {Record<string, { sizeBytes: number, modifiedMs: number, learned: string }>} Notes */

const file = join(places.notes, "programs.json");

/**
 * The answer of `ask(program)`, remembered for as long as the file has the same size and time. An answer of
 * undefined is not remembered: what failed is tried again.
 * @param {string} program
 * @param {string} question
 * @param {() => Promise<string | undefined>} ask
 */
export async function learn(program, question, ask) {
  const { size: sizeBytes, mtimeMs: modifiedMs } = statSync(program);
  const key = `${question} ${program}`;
  const note = readNotes()[key];
  if (note !== undefined && note.sizeBytes === sizeBytes && note.modifiedMs === modifiedMs) return note.learned;
  const learned = await ask();
  if (learned !== undefined) writeNotes({ ...readNotes(), [key]: { sizeBytes, modifiedMs, learned } });
  return learned;
}

/** @returns {Notes} */
function readNotes() {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Missing or unreadable notes cost one more question, nothing else.
    return {};
  }
}

/** @param {Notes} notes */
function writeNotes(notes) {
  mkdirSync(places.notes, { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(notes, undefined, 1));
  renameSync(unfinished, file);
}
