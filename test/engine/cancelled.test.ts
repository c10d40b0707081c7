// A deadline that ends in the middle of something, and a second up beside a living one.
import { testCrashes } from "./crashes.ts";

testCrashes("cancelled");
