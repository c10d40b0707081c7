// What came of restoring the source's own values on the target, as a finding: a measurement beside the table of versions.
import { finding, type Finding } from "./findings.ts";
import type { RestoreReading } from "./sourceReading.ts";

export function* rdbMeasured(reading: RestoreReading): Iterable<Finding> {
  const expected = "a value of each type that the source holds, restored on the target";
  if (reading.kind === "notProbed") {
    const found = `nothing was restored on the target: ${reading.why}`;
    yield finding("rdb-measured", "unknown", found, expected, "look at what stands in the way, and probe again");
    return;
  }
  const { types, left } = reading;
  const told = (outcome: string) => types.filter((one) => one.outcome === outcome);
  const why = ({ type, source, why: reason }: (typeof types)[number]) => `${type} of ${source} (${reason})`;
  if (told("refused").length > 0) {
    yield finding(
      "rdb-measured",
      "blocking",
      `the target refuses ${told("refused").map(why).join(", ")}`,
      expected,
      "choose a newer target.engine and target.engineVersion, in a new group; values of modules are moved by other means",
    );
  }
  if (told("skipped").length > 0) {
    const found = `not measured: ${told("skipped").map(why).join(", ")}`;
    yield finding("rdb-measured", "unknown", found, expected, "nothing, if the types of the versions agree");
  }
  if (types.length === 0) {
    yield finding("rdb-measured", "unknown", "the source holds no key to measure with", expected, "nothing");
  }
  if (told("restored").length > 0) {
    const found = `the target restores ${told("restored")
      .map(({ type }) => type)
      .join(", ")} as the source dumps them`;
    yield finding("rdb-measured", "note", found, expected, "nothing");
  }
  if (left.length > 0) {
    yield finding(
      "rdb-measured",
      "warning",
      `the probe could not take away what it wrote: ${left.join("; ")}`,
      "a target that is as empty as before",
      "it ends by itself within a minute; else delete the keys {elasticache-online-migration}:probe:* on the target",
    );
  }
}
