// The fault matrix: AWS answers badly, or not at all, to the real provider process.
import { awsRows } from "./awsRows.ts";
import { playRows } from "./scene.ts";

playRows(awsRows);
