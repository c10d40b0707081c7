// The fault matrix: the source, or what it sends, fails under the real provider process.
import { sourceRows } from "./sourceRows.ts";
import { playRows } from "./scene.ts";

playRows(sourceRows, { standby: true });
