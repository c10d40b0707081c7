import { expect, test } from "vitest";
import { pathStands } from "../../components/pathRemoval.ts";
import { stages } from "../../settings.ts";
import { settingsWith } from "./settings.ts";

test("the path goes in operate alone, and only where that was asked for", () => {
  const stands = (changes: Readonly<Record<string, unknown>>) =>
    stages.filter((stage) => pathStands(settingsWith({ stage, ...changes })));
  expect(stands({ "network.afterMigration": "remove" })).toStrictEqual(["prepare", "migrate", "complete", "abort"]);
  expect(stands({})).toStrictEqual(stages);
});
