// What a watch makes of what it sees: it has no journal, and AWS tells a completion and a forced abort in the same words.
import { expect, test } from "vitest";
import { phaseSeen, type Watched } from "../../commands/attemptSeen.ts";
import type { Stage } from "../../migration/stages.ts";
import {
  at,
  events,
  group,
  journal,
  master,
  plan,
  primaryAddress,
  read,
  seen,
  sourceAddress,
  type Sight,
} from "../migration/samples.ts";

const watched = (stage: Stage, lastLinked?: Watched["lastLinked"]): Watched => {
  return { stage, group: { arn: group.arn, createdAt: group.createdAt }, lastLinked };
};
const phase = (sight: Sight, stage: Stage = "migrate", lastLinked?: Watched["lastLinked"]) =>
  phaseSeen(seen(sight), watched(stage, lastLinked), plan);
const ended = { atSeconds: 900, events: [events.started(0), events.completed(600)] };
const told = "Complete Migration successful for cache-prod";

test("available without a word of AWS is not started, and where a completion was asked for unknown", () => {
  expect(phase({}, "prepare")).toStrictEqual({ phase: "notStarted", status: "available" });
  expect(phase({}, "migrate")).toStrictEqual({ phase: "notStarted", status: "available" });
  expect(phase({}, "complete")).toMatchObject({ phase: "unknown", about: "outcome" });
  expect(phase({}, "operate")).toMatchObject({ phase: "unknown", about: "outcome" });
});

test("a migration in flight is what the servers show, whatever the configured stage", () => {
  for (const stage of ["prepare", "migrate", "complete", "abort"] as const) {
    expect(phase({ status: "migrating", events: [events.started(0)] }, stage)).toMatchObject({ phase: "inSync" });
  }
});

test("a success is done where this watch saw it in sync to the end, whatever the configured stage", () => {
  for (const stage of ["migrate", "complete", "operate"] as const)
    expect(phase(ended, stage, "inSync")).toMatchObject({ phase: "done", evidence: told });
});

test.each(["migrate", "complete", "operate"] as const)(
  "a success that may be somebody's forced abort is not done, in %s as little as anywhere",
  (stage) => {
    expect(phase(ended, stage)).toStrictEqual({
      phase: "unknown",
      about: "outcome",
      why: `${told}: AWS tells a forced abort in the same words, and this watch did not see it in sync`,
    });
  },
);

test.each(["copying", "catchingUp"] as const)("a success while it was %s is not done, even in complete", (last) => {
  const why = `${told}: it was ${last} when it ended`;
  expect(phase(ended, "complete", last)).toStrictEqual({ phase: "unknown", about: "outcome", why });
});

test("a success in abort is the abort's", () => {
  expect(phase(ended, "abort")).toStrictEqual({ phase: "aborted", evidence: told });
});

test("a failure told by AWS is a fall-back, in whatever stage, and an older attempt's success is none of this one's", () => {
  const failed = { atSeconds: 900, events: [events.started(0), events.fellBack(600)] };
  for (const stage of ["migrate", "complete", "abort"] as const) {
    expect(phase(failed, stage)).toMatchObject({ phase: "fellBack" });
  }
  const again = { atSeconds: 905, events: [...ended.events, events.started(900)] };
  expect(phase(again)).toMatchObject({ phase: "starting" });
  expect(phase({ ...again, atSeconds: 2000 })).toMatchObject({ phase: "fellBack" });
});

test("primaries that were promoted out of the source's history are completing, or in abort aborting", () => {
  const promoted = master({ replid: "c".repeat(40), replid2: "a".repeat(40) });
  const sight = {
    status: "migrating",
    events: [events.started(0)],
    primary: read(primaryAddress, promoted),
    source: read(sourceAddress, master()),
  };
  expect(phase(sight, "migrate")).toStrictEqual({ phase: "completing" });
  expect(phase(sight, "abort")).toStrictEqual({ phase: "aborting" });
  expect(phase({ ...sight, primary: read(primaryAddress, master({ replid: "c".repeat(40) })) })).toMatchObject({
    phase: "starting",
  });
});

test("another group under the name, and none, are broken", () => {
  expect(phase({ group: { createdAt: at(-1) } })).toMatchObject({ phase: "broken", kind: "another" });
  const none = { ...seen(), group: { kind: "absent" } as const };
  expect(phaseSeen(none, watched("migrate"), plan)).toMatchObject({ phase: "broken", kind: "absent" });
});

test("the journal's shape that it borrows is the journal's", () => {
  // Should an entry gain a field that phases rest on, what attemptSeen.ts makes up has to gain it too.
  expect(Object.keys(journal("prepare")[0] ?? {}).sort()).toStrictEqual(["at", "attempt", "eventsUntil", "stage"]);
});
