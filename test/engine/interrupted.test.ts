// Ctrl-C once and twice, and SIGTERM.
import { testCrashes } from "./crashes.ts";

testCrashes("interrupted");
