// A run's own directory, and how directories of runs that nobody ended are cleared away.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createRunDirectory, keptMark } from "../../rehearsal/runDirectory.ts";

let root: string;
let runs: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "run-directory-")));
  runs = join(root, ".cache/rehearsals");
  const project = {
    name: "elasticache-online-migration",
    description: "left behind",
    backend: { url: "s3://somebody's" },
    main: "index.ts",
    runtime: { name: "nodejs", options: { typescript: false } },
    plugins: { providers: [{ name: "aws", path: "/somewhere" }] },
    config: { stage: { type: "string", default: "" }, "aws:profile": { value: "prod-admin" } },
  };
  writeFileSync(join(root, "Pulumi.yaml"), JSON.stringify(project));
});
afterEach(() => rm(root, { recursive: true }));

it("holds of the project file what the program needs, and nothing that could lead elsewhere", () => {
  const { path } = createRunDirectory(root);
  expect(parse(readFileSync(join(path, "Pulumi.yaml"), "utf8"))).toStrictEqual({
    name: "elasticache-online-migration",
    runtime: { name: "nodejs", options: { typescript: false } },
    main: "../../../",
    config: { stage: { type: "string", default: "" } },
  });
});

it("is another one for each run of the same process, and leaves the earlier alone", () => {
  const [one, other] = [createRunDirectory(root), createRunDirectory(root)];
  expect(one.id).not.toBe(other.id);
  expect(readdirSync(runs).sort()).toStrictEqual([one.id, other.id].sort());
});

it("clears away what a run left that was killed together with its keeper", () => {
  // Process 1 always runs, and has not begun at tick 0: a number that is in use again is not taken for the owner.
  for (const dead of ["run-999999999-5-0a", "run-1-0-0b", "something else"])
    mkdirSync(join(runs, dead), { recursive: true });
  const { id } = createRunDirectory(root);
  expect(readdirSync(runs)).toStrictEqual([id]);
});

it("ends what still runs of such a run", async () => {
  const path = join(runs, "run-1-0-0b");
  mkdirSync(path, { recursive: true });
  const orphan = spawn("sleep", ["60"], { cwd: path, stdio: "ignore" });
  const ended = once(orphan, "exit");
  createRunDirectory(root);
  expect(await ended).toStrictEqual([null, "SIGKILL"]);
});

it("leaves alone what was kept as long as anything of it runs", async () => {
  const kept = createRunDirectory(root);
  writeFileSync(keptMark(kept.path), "");
  const standing = spawn("setpriv", ["--pdeathsig", "KILL", "sh", "-c", "echo; exec sleep 60"], {
    cwd: kept.path,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await once(standing.stdout, "data");
  createRunDirectory(root);
  expect(existsSync(kept.path)).toBe(true);

  standing.kill("SIGKILL");
  await once(standing, "exit");
  createRunDirectory(root);
  expect(existsSync(kept.path)).toBe(false);
});
