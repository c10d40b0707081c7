// The Pulumi CLI dies by SIGKILL, as with the machine that it runs on.
import { testCrashes } from "./crashes.ts";

testCrashes("engineKilled");
