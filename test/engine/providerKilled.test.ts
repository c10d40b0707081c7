// A process that does the engine's work dies by SIGKILL, and the engine lives.
import { testCrashes } from "./crashes.ts";

testCrashes("providerKilled");
