// The fault matrix: AWS's events and statuses are late, lost, or somebody else's, to the real provider process.
import { eventRows } from "./eventRows.ts";
import { playRows } from "./scene.ts";

playRows(eventRows);
