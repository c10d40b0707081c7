import { expect, test } from "vitest";
import { consequences } from "../../migration/consequences.ts";
import { plan } from "./samples.ts";

const text = (stage: Parameters<typeof consequences>[0], of = plan) => consequences(stage, of).join(" ");

test("prepare changes nobody's data, and says nothing", () => {
  expect(consequences("prepare", plan)).toStrictEqual([]);
});

test("complete says what it promotes, what is lost, that it is final, and where its gate is judged", () => {
  expect(consequences("complete", plan)).toStrictEqual([
    "complete promotes cache-prod in its one shard and ends the replication from 10.0.0.241:6379: what the source acknowledges after that is not on the target. It cannot be undone: stop or switch the writers first.",
    "The gate is judged in pulumi up, not in a preview: every shard and every replica in sync for 60 s, at most 1000 bytes behind; otherwise nothing is completed.",
  ]);
  expect(text("complete", { ...plan, target: { ...plan.target, shards: 3 } })).toContain("in all 3 shards");
  expect(text("complete", { ...plan, probe: "none" })).toContain("by CloudWatch's word");
});

test("migrate says whose data are replaced, abort what is left, operate that there is no way back", () => {
  expect(text("migrate")).toContain("whatever cache-prod holds is replaced by the data of 10.0.0.241:6379");
  expect(text("abort")).toContain("cache-prod becomes a primary of its own with what had arrived");
  expect(text("operate")).toContain("There is no way back to 10.0.0.241:6379");
});
