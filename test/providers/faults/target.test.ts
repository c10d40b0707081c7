// The fault matrix: a node of the target fails, or is replaced, under the real provider process.
import { targetRows } from "./targetRows.ts";
import { playRows } from "./scene.ts";

playRows(targetRows);
