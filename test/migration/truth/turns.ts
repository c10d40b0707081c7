// What may befall a migration besides the product's own acts, each at its second: servers, links, AWS, and strangers.
import type { World } from "./world.ts";

export const turns = [
  "linkDown",
  "lag",
  "replicaLag",
  "replicaDown",
  "silentLink",
  "sourceDemoted",
  "sourceUnreadable",
  "nodeUnreadable",
  "sourceRestarted",
  "awsSilent",
  "awsSilentForLong",
  "strangeStatus",
] as const;

export const strangersTurns = [
  "strangerStarts",
  "strangerStartsFromElsewhere",
  "strangerCompletes",
  "strangerForces",
  "groupCreatedAnew",
] as const;

export type Turn = (typeof turns)[number] | (typeof strangersTurns)[number];

/** Which shard it befalls: the last, so that with two of them the first one is well. */
export function befall(world: World, turn: Turn): void {
  const { aws, witness } = world;
  const shard = aws.shards.at(-1);
  if (shard === undefined) return;
  const { source, primary, replica } = shard;
  const forAWhile = (seconds: number, undo: () => void) => aws.after(seconds, undo);
  const linked = primary.follows !== "nobody" && primary.link === "up";
  switch (turn) {
    case "linkDown":
      if (!linked) return;
      primary.link = "down";
      forAWhile(25, () => {
        if (primary.follows !== "nobody" && primary.link === "down") primary.link = "up";
      });
      return;
    case "lag":
      primary.lacksBytes += linked ? 3000 : 0;
      replica.lacksBytes += linked ? 3000 : 0;
      forAWhile(60, () => shard.catchUp());
      return;
    case "replicaLag":
      replica.lacksBytes += linked ? 3000 : 0;
      forAWhile(40, () => shard.catchUp());
      return;
    case "replicaDown":
      if (!linked) return;
      replica.link = "down";
      forAWhile(40, () => {
        if (replica.link === "down") replica.link = "up";
      });
      return;
    case "silentLink":
      primary.silentSeconds = linked ? 40 : 0;
      forAWhile(30, () => (primary.silentSeconds = 0));
      return;
    case "sourceDemoted":
      source.demoted = true;
      forAWhile(50, () => (source.demoted = false));
      return;
    case "sourceUnreadable":
      source.readable = false;
      forAWhile(35, () => (source.readable = true));
      return;
    case "nodeUnreadable":
      primary.readable = false;
      forAWhile(35, () => (primary.readable = true));
      return;
    case "sourceRestarted":
      source.history = source.history === "1".repeat(40) ? "2".repeat(40) : "1".repeat(40);
      if (!linked) return;
      // Nobody has noticed yet: the link still counts as up, to a history that the source does not have any more.
      forAWhile(20, () => {
        if (primary.follows !== "nobody") primary.link = "down";
      });
      forAWhile(30, () => {
        shard.copy();
      });
      forAWhile(40, () => {
        shard.loaded();
      });
      forAWhile(55, () => {
        shard.catchUp();
      });
      return;
    case "awsSilent":
      world.silences += 2;
      return;
    case "awsSilentForLong":
      world.silences += 40;
      return;
    case "strangeStatus":
      world.strangeUntilMs = aws.nowMs + 30_000;
      return;
    case "strangerStarts":
      if (aws.start().kind === "accepted") witness.strangerStarted("source");
      return;
    case "strangerStartsFromElsewhere":
      if (aws.start("stranger").kind === "accepted") witness.strangerStarted("stranger");
      return;
    case "strangerCompletes":
      if (aws.complete("stranger").kind === "accepted") witness.strangerEnded(world.intent);
      return;
    case "strangerForces":
      if (aws.force().kind === "accepted") witness.strangerEnded(world.intent);
      return;
    case "groupCreatedAnew":
      aws.createAnew();
  }
}
