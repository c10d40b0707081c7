// The Pulumi CLI and its Node language host, built from Go modules.
//
// Two modules (setup/pulumi/cli and setup/pulumi/host), because the last language host that is published as part of a
// Go module needs another version of the SDK module than the CLI does.
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { SetupFailure } from "./failure.mjs";
import { places, projectRoot } from "./places.mjs";
import { oldestCli } from "./pulumiFind.mjs";
import { findProgram, machineDirectories } from "./searchPath.mjs";
import { lastLines, runStep } from "./step.mjs";
import { findVersion, isAtLeast, versionText } from "./versions.mjs";

/** What go.mod of the CLI asks for. */
const oldestGo = /** @type {const} */ ([1, 25, 11]);
const boundMs = 30 * 60_000;
const cliVersion = "v3.259.0";

const modules = [
  {
    program: "pulumi",
    directory: join(projectRoot, "setup", "pulumi", "cli"),
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    // Upstream's release flags. Without the version every check of the CLI's age goes wrong.
    linker: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${cliVersion}`,
  },
  {
    program: "pulumi-language-nodejs",
    directory: join(projectRoot, "setup", "pulumi", "host"),
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    linker: "-s -w",
  },
];

const markerFile = join(places.pulumiBuilt, "built-from");

/** Whether what was built before was built from today's go.mod and go.sum. */
export function builtEngineIsCurrent() {
  try {
    return readFileSync(markerFile, "utf8") === modulesDigest();
  } catch {
    // No marker: never built, or the build was interrupted.
    return false;
  }
}

/** @param {string} whyNotDownloaded */
export async function buildEngine(whyNotDownloaded) {
  const go = await findGo(whyNotDownloaded);
  const env = await goEnvironment(go);
  rmSync(markerFile, { force: true });
  mkdirSync(places.pulumiBuilt, { recursive: true });
  rmSync(places.goTemporary, { recursive: true, force: true });
  mkdirSync(places.goTemporary, { recursive: true });
  for (const module of modules) await buildModule(go, module, env);
  const shim = "pulumi-resource-pulumi-nodejs";
  copyFileSync(join(places.nodeModules, "@pulumi", "pulumi", shim), join(places.pulumiBuilt, shim));
  chmodSync(join(places.pulumiBuilt, shim), 0o755);
  writeFileSync(`${markerFile}.unfinished`, modulesDigest());
  renameSync(`${markerFile}.unfinished`, markerFile);
  // A gigabyte and more that no later run reads. It is kept until here, so that an interrupted build goes on.
  rmSync(join(places.goModules, ".."), { recursive: true, force: true });
}

function modulesDigest() {
  const digest = createHash("sha256");
  for (const { directory, linker } of modules) {
    digest
      .update(linker)
      .update(readFileSync(join(directory, "go.mod")))
      .update(readFileSync(join(directory, "go.sum")));
  }
  return digest.digest("hex");
}

/** @param {string} whyNotDownloaded */
async function findGo(whyNotDownloaded) {
  const go = findProgram("go", machineDirectories(process.env["PATH"], places));
  const answer = go === undefined ? undefined : await runStep([go, "version"], { boundMs: 20_000, env: localGo() });
  const version = answer?.ok === true ? findVersion(answer.output) : undefined;
  if (go !== undefined && version !== undefined && isAtLeast(version, oldestGo)) return go;
  const found = version === undefined ? "Go is not on PATH" : `Go ${versionText(version)} is too old`;
  throw new SetupFailure(
    `No Pulumi CLI that will do is here, none could be downloaded (${whyNotDownloaded}), and none can be built: ${found}.`,
    `the Pulumi CLI ${versionText(oldestCli)} or newer with its Node language host on PATH, or Go ${versionText(oldestGo)} or newer.`,
    "install one of the two, then run the command again.",
  );
}

/** The Go that is here, never one that it would fetch. */
function localGo() {
  return { ...process.env, GOTOOLCHAIN: "local" };
}

/**
 * Modules that the user's own cache already holds are read from there; nothing is written to it.
 * @param {string} go
 */
async function goEnvironment(go) {
  const { output } = await runStep([go, "env", "GOMODCACHE", "GOPROXY"], { boundMs: 20_000, env: localGo() });
  const [userCache = join(homedir(), "go", "pkg", "mod"), userProxy = ""] = output.trim().split("\n");
  const proxy = userProxy === "" ? "https://proxy.golang.org,direct" : userProxy;
  return {
    ...localGo(),
    GOPROXY: `file://${join(userCache, "cache", "download")},${proxy}`,
    GOMODCACHE: places.goModules,
    GOCACHE: places.goBuild,
    // Here too, so that a build that was killed leaves nothing in the system's directory.
    GOTMPDIR: places.goTemporary,
    GOFLAGS: "-modcacherw -buildvcs=false",
    GOWORK: "off",
    CGO_ENABLED: "0",
  };
}

/**
 * @param {string} go
 * @param {typeof modules[number]} module
 * @param {NodeJS.ProcessEnv} env
 */
async function buildModule(go, module, env) {
  const target = join(places.pulumiBuilt, module.program);
  const unfinished = `${target}.unfinished`;
  const flags = ["-tags", "osusergo,grpcnotrace", "-trimpath", "-ldflags", module.linker];
  const result = await runStep([go, "build", ...flags, "-o", unfinished, module.package], {
    boundMs,
    cwd: module.directory,
    env,
  });
  if (!result.ok) {
    throw new SetupFailure(
      `Building ${module.program} failed: ${result.why}.\n${lastLines(result.output)}`,
      "the Go modules of setup/pulumi, from the module proxy that Go is set to.",
      "see to what go names above (network, disk), or put the Pulumi CLI on PATH, then run the command again.",
    );
  }
  renameSync(unfinished, target);
}
