// The guard under the real engine: program, dynamic provider and plugin each try to connect to an address that is not
// on this machine (192.0.2.1 is nobody's: RFC 5737).
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Engine } from "../../../rehearsal/engine.ts";
import { sweep } from "../../../rehearsal/processes.ts";
import { projectRoot } from "../../../rehearsal/rehearsal.ts";
import { createRunDirectory } from "../../../rehearsal/runDirectory.ts";
import { attemptsFile, sandboxEnvironment } from "../../../rehearsal/sandbox/environment.ts";
import { stackCopy } from "../../../rehearsal/sandbox/stackCopy.ts";

const leaky = join(import.meta.dirname, "leaky");
const run = createRunDirectory(projectRoot, leaky);
const stop = new AbortController();

afterAll(async () => {
  stop.abort();
  await sweep(run, 5_000);
  rmSync(run.path, { recursive: true, force: true });
});

it("refuses a connection that leaves this machine, in program, dynamic provider and plugin, and records all three", async () => {
  const pulumiDirectory = process.env["PULUMI_BIN_DIR"] ?? join(projectRoot, ".cache/bin");
  const endpoint = "http://127.0.0.1:1";
  const { PATH, ...environment } = sandboxEnvironment({
    runId: run.id,
    directory: run.path,
    root: projectRoot,
    pulumiDirectory,
    endpoint,
    inherited: process.env,
  });
  const engine = await Engine.create({
    run,
    stackName: "leaky",
    pulumiDirectory,
    environment: { ...environment, PATH: `${leaky}:${PATH ?? ""}` },
    config: stackCopy({ "aws:region": "us-east-1" }, endpoint, {}).config,
    onLine: () => undefined,
    giveUp: (reason) => stop.abort(reason),
    signal: stop.signal,
  });
  const { ok, errors, outputs } = await engine.up({ withinMs: 90_000 });
  expect(errors).toStrictEqual([]);
  expect(ok).toBe(true);
  const refusal = (port: number) =>
    `the rehearsal's sandbox refuses a connection to 192.0.2.1:${port}: only loopback is reached from here`;
  expect(outputs).toStrictEqual({ program: refusal(1), provider: refusal(2), region: "us-east-1" });

  const attempts = readFileSync(attemptsFile(run.path), "utf8").trim().split("\n");
  const places = new Set(attempts.map((line) => /192\.0\.2\.1:(?<port>\d)/.exec(line)?.groups?.["port"]));
  expect([...places].sort()).toStrictEqual(["1", "2", "3"]);
}, 120_000);
