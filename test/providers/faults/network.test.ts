// The fault matrix: the way between target and source breaks under the real provider process.
import { networkRows } from "./networkRows.ts";
import { playRows } from "./scene.ts";

playRows(networkRows);
