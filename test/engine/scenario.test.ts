// A whole rehearsal by its command to which something happens; what each scenario comes to is in crashes.ts.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import type { Report } from "../../rehearsal/report.ts";
import { startRun } from "./runs.ts";

vi.setConfig({ testTimeout: 300_000 });

it("holds although its engine died before the completion that it had asked for, with writes going on", async () => {
  const scratch = await mkdtemp(join(tmpdir(), "scenario-"));
  const file = join(scratch, "report.json");
  const scenario = "complete-carried-out-after-its-engine-died";
  try {
    const args = ["--scenario", scenario, "--keys", "1000", "--write-rate", "200", "--report", file];
    const started = startRun(args);
    await started.run(); // found while it runs, so that what is left of it can be looked for
    const exitCode = await started.ended;
    expect({ exitCode, stderr: started.stderr() }).toStrictEqual({ exitCode: 0, stderr: "" });
    expect(started.stdout()).toContain("the first up: the Pulumi CLI was ended by SIGKILL");
    expect(started.stdout()).toContain("pulumi cancel");
    const report = JSON.parse(await readFile(file, "utf8")) as Report;
    expect(report).toMatchObject({ ok: true, scenario, problems: [], left: [], verification: { compared: 1_000 } });
    expect(report.stages.map(({ stage, ok }) => [stage, ok])).toStrictEqual([
      ["prepare", true],
      ["migrate", true],
      ["complete", true],
    ]);
    const completions = report.emulator.actions.filter(({ action }) => action === "elasticache:CompleteMigration");
    expect(completions).toStrictEqual([{ action: "elasticache:CompleteMigration", count: 1 }]);
    await started.gone();
  } finally {
    await rm(scratch, { recursive: true });
  }
});
