// Readiness as `up` judges it, without the engine: the same look, the same rules. What only the journal knows is left out
// of the words, and what only `up` does is said to be missing.
import { networkBeforeCreation, slotsBeforeCreation } from "../migration/beforeCreation.ts";
import { meaningOf } from "../migration/events.ts";
import { finding, type Finding } from "../migration/findings.ts";
import type { Contents } from "../migration/mayStart.ts";
import type { Observation } from "../migration/observation.ts";
import { gather, observe, observeAws, type Eyes } from "../migration/observe.ts";
import { newestTest, type TestAnswer } from "../migration/outcomes.ts";
import { overruled } from "../migration/overrides.ts";
import { endpointOf, sourceAddresses } from "../migration/sourceNodes.ts";
import type { Stack } from "./stack.ts";

export interface Diagnosis {
  /** As AWS reports it; empty where there is no group. */
  readonly status: string;
  /** Readiness decides nothing in this stage any more, and no migration is in flight that it could speak of. */
  readonly over: boolean;
  readonly findings: readonly Finding[];
  readonly seen: Observation;
  readonly contents: Contents;
}

/** @throws PortError when AWS does not answer */
export async function diagnose(stack: Stack, eyes: Eyes, signal: AbortSignal): Promise<Diagnosis> {
  const { stage, plan } = stack;
  const told = await observeAws(eyes, signal);
  const status = told.group.kind === "present" ? told.group.status : "";
  const contents = { kind: "unknown", why: "nobody looked" } as const;
  if (stage !== "prepare" && stage !== "migrate" && status !== "migrating") {
    return { status, over: true, findings: [], seen: told, contents };
  }
  const seen = await observe(eyes, plan, signal);
  // Which attempt would come next is in the journal only; nothing that is told here names it.
  const evidence = await gather(eyes, plan, seen, true, testOf(stack, seen), 1, signal);
  const asToldHere = evidence.findings.flatMap((one) => retold(one, stack, status));
  const more = seen.group.kind === "absent" ? await beforeCreation(stack, eyes, signal) : [];
  const findings = [...asToldHere, ...overruled(more, plan.overrides, seen.atMs).filter(isNot(asToldHere))];
  return { status, over: false, findings: [...findings, ...untested(stack, seen)], seen, contents: evidence.contents };
}

/** An override that has ended is told once. */
const isNot = (told: readonly Finding[]) => (one: Finding) =>
  one.code !== "override-expired" || !told.some(({ found }) => found === one.found);

function retold(one: Finding, { stage, plan }: Stack, status: string): Finding[] {
  if (one.code === "target-absent" && stage === "prepare" && !plan.target.existing) {
    const found = `${plan.groupId} does not exist yet: what AWS and its nodes tell of a target is not judged`;
    return [{ ...one, severity: "unknown", found, expected: "a target to look at" }];
  }
  if (one.code === "test-migration") return [{ ...one, remedy: `${one.remedy}; ${testsAnew}` }];
  if (one.code !== "target-not-empty") return [one];
  // It holds what is being copied into it: no data to be given up.
  if (status === "migrating") return [];
  const remedy =
    "keep them elsewhere first; or, if they may be lost, run pulumi up in prepare: it prints the consent with its attempt";
  return [{ ...one, remedy }];
}

const testsAnew =
  "then run pulumi up in prepare, which tests anew (up leaves out what AWS told before its newest prepare; only the journal knows that date)";

/** A failure that AWS still tells blocks a start, as in `up`; once the migration is in flight it says nothing any more. */
function testOf({ stage }: Stack, seen: Observation): TestAnswer {
  const last = newestTest(seen.events);
  const blocks = stage === "migrate" && isAtRest(seen) && last !== undefined && meaningOf(last) === "testFailed";
  return blocks ? { outcome: "failed", evidence: `${last.message} (${last.at})` } : { outcome: "notRun", evidence: "" };
}

const isAtRest = ({ group }: Observation): boolean => group.kind === "present" && group.status !== "migrating";

/** TestMigration acts on AWS's side, so that only `up` calls it. */
function* untested({ stage }: Stack, seen: Observation): Iterable<Finding> {
  if (stage !== "prepare" || !isAtRest(seen)) return;
  const last = newestTest(seen.events);
  if (last !== undefined && meaningOf(last) === "testFailed") {
    yield finding(
      "test-migration",
      "warning",
      `AWS's newest word on a TestMigration is that it failed, at ${last.at}: ${last.message}`,
      "a connection from the target's nodes to the source",
      "check routes and security groups between the target's subnets and the source; then run pulumi up in prepare, which calls it again; this command only reads",
    );
    return;
  }
  yield finding(
    "test-migration",
    "unknown",
    `TestMigration was not called${last === undefined ? "" : `; AWS's newest word on one, at ${last.at}: ${last.message}`}`,
    "AWS's own test of the connection",
    "run pulumi up in prepare, which calls it once, and again after one that failed; this command only reads",
  );
}

async function beforeCreation({ plan, settings }: Stack, eyes: Eyes, signal: AbortSignal): Promise<Finding[]> {
  if (plan.target.existing) return [];
  const asks = plan.probe === "direct" && plan.source.clusterMode === "enabled";
  const topology = asks ? await eyes.redis.topology(endpointOf(plan), signal) : undefined;
  const network = await eyes.network.read([], signal);
  const { mode, routes } = settings.network;
  const routesMade = routes === "manage" && mode !== "sameVpc";
  return [
    ...(topology === undefined ? [] : slotsBeforeCreation(plan, topology)),
    ...networkBeforeCreation(plan, network, routesMade, sourceAddresses(plan, topology)),
  ];
}
