// The npm packages, really installed (from the project's own directory, so that no registry is asked).
import { realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive, ScratchProject, until } from "./scratchProject.ts";

let project: ScratchProject;

beforeEach(() => {
  project = new ScratchProject();
  const pinned = { name: "pinned-node", version: "24.0.0", bin: { node: "node" } };
  project.write("vendor/package.json", JSON.stringify(pinned));
  symlinkSync(realpathSync(process.execPath), join(project.root, "vendor", "node"));
  const top = { name: "scratch", version: "1.0.0", dependencies: { "pinned-node": "file:vendor" } };
  project.write("package.json", JSON.stringify(top));
  const packages = {
    "": top,
    "node_modules/pinned-node": { resolved: "vendor", link: true },
    vendor: { name: "pinned-node", version: "24.0.0", bin: { node: "node" } },
  };
  project.write(
    "package-lock.json",
    JSON.stringify({ name: "scratch", version: "1.0.0", lockfileVersion: 3, requires: true, packages }),
  );
  project.write("setup/check.ts", 'console.log("checked");');
});

afterEach(async () => {
  await project.end();
});

test("installs them when they are missing, says so in one line, and not again", async () => {
  project.linkSystemProgram("npm");
  const first = await project.run("check");
  expect(first).toMatchObject({ code: 0, stdout: "checked\n" });
  expect(first.stderr).toMatch(/^set-up: npm packages: installing \.\.\. installed \([\d.]+ s\)\n$/);
  expect(await project.run("check")).toMatchObject({ code: 0, stdout: "checked\n", stderr: "" });
});

test("shows what npm says only when it fails, with what to do", async () => {
  project.script("npm", 'echo "npm error the registry is away" >&2; exit 1');
  const { code, stdout, stderr } = await project.run("check");
  expect({ code, stdout }).toStrictEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("npm ci failed: exit code 1.\nnpm error the registry is away\nExpected: ");
  expect(stderr).toContain("\nDo: ");
});

/** An npm that never ends, and hides behind a child of its own. */
const stuckNpm = "sleep 600 & echo $! > npm-child; echo $$ > npm-pid; echo started >> npm-log; wait";

function linkRealNpm(before = ""): void {
  project.script("npm", "");
  const real = new ScratchProject();
  try {
    real.linkSystemProgram("npm");
    const target = realpathSync(join(real.programs, "npm"));
    project.script("npm", `echo started >> npm-log; ${before} exec node "${target}" "$@"`);
  } finally {
    void real.end();
  }
}

test("leaves no npm behind when it is killed, and the next run resumes", async () => {
  project.script("npm", stuckNpm);
  const running = project.startRun("check");
  await until("npm has started", () => project.has("npm-log"));
  running.process.kill("SIGKILL");
  for (const file of ["npm-pid", "npm-child"]) {
    await until(`${file} has ended`, () => !isAlive(Number(project.read(file))));
  }
  linkRealNpm();
  expect(await project.run("check")).toMatchObject({ code: 0, stdout: "checked\n" });
});

test("ends npm when it is interrupted, and reports the signal as shells do", async () => {
  project.script("npm", stuckNpm);
  const running = project.startRun("check");
  await until("npm has started", () => project.has("npm-log"));
  running.process.kill("SIGINT");
  expect(await running.ended).toMatchObject({ code: 130, stdout: "" });
  expect(isAlive(Number(project.read("npm-child")))).toBe(false);
});

test("does the work once when two start at the same time, and says that one waits", async () => {
  linkRealNpm();
  const ended = await Promise.all([project.run("check"), project.run("check")]);
  for (const each of ended) expect(each).toMatchObject({ code: 0, stdout: "checked\n" });
  expect(project.read("npm-log")).toBe("started\n");
  const said = ended.map(({ stderr }) => stderr).join("");
  expect(said).toContain("another set-up is at work here: waiting for it");
});

test("takes over at once from a set-up that was killed while another one waited", async () => {
  project.script("npm", stuckNpm);
  const killed = project.startRun("check");
  await until("npm has started", () => project.has("npm-log"));
  const waiting = project.startRun("check");
  let said = "";
  waiting.process.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  await until("the second waits", () => said.includes("waiting for it"));
  linkRealNpm();
  killed.process.kill("SIGKILL");
  expect(await waiting.ended).toMatchObject({ code: 0, stdout: "checked\n" });
});

test("lets the one that waits go on when the other's set-up is done, not when its command ends", async () => {
  linkRealNpm("while [ ! -e go ]; do sleep 0.05; done;");
  project.write(
    "setup/check.ts",
    `import { mkdirSync } from "node:fs";
     try { mkdirSync("first"); setInterval(() => undefined, 1000); } catch { console.log("checked second"); }`,
  );
  const first = project.startRun("check");
  await until("npm has started", () => project.has("npm-log"));
  const second = project.startRun("check");
  let said = "";
  second.process.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  await until("the second waits", () => said.includes("waiting for it"));
  project.write("go", "");
  expect(await Promise.race([first.ended, second.ended])).toMatchObject({ code: 0, stdout: "checked second\n" });
});
