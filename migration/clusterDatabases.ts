// Whether a source in cluster mode keeps to the one database that a target in cluster mode has.
import { finding, type Finding } from "./findings.ts";
import type { SourceRead } from "./sourceReading.ts";

const expected = "keys in database 0 only: targets with several databases in cluster mode are not supported yet";

/**
 * Since Valkey 9 a cluster may have several. They replicate without a word, and the nodes end when they are made a cluster
 * again with keys that have no place there: after the completion (observed with Valkey 9.1.2).
 */
export function* clusterDatabases({ address, settings, stats }: SourceRead): Iterable<Finding> {
  const others = stats.databasesInUse.filter((database) => database > 0);
  if (others.length > 0) {
    yield finding(
      "source-databases",
      "blocking",
      `${address} is in cluster mode and holds keys in the databases ${others.join(", ")}`,
      expected,
      "move those keys to database 0, and let nobody write to the others",
    );
    return;
  }
  const { clusterDatabases: count = 1 } = settings;
  if (count > 1) {
    yield finding(
      "source-databases",
      "warning",
      `${address} is in cluster mode and has ${count} databases (cluster-databases), of which only the first holds keys`,
      expected,
      "let nobody write to another database until the migration is completed",
    );
  }
}
