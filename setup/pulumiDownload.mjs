// The Pulumi CLI by way of the npm package `pulumi`, which downloads the vendor's release.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { places } from "./places.mjs";
import { engineFrom } from "./pulumiFind.mjs";
import { runStep } from "./step.mjs";

const boundMs = 15 * 60_000;
/** Where the vendor's site is out of reach without a refusal, this is how long it takes to notice. */
const silentMs = 90_000;

/**
 * Downloads into a directory of its own and renames that when it is complete, so that an interrupted download is
 * never taken for an engine. Says why when it did not work; that is no failure yet, since the CLI can be built.
 * @returns {Promise<string>} empty when it worked
 */
export async function downloadEngine() {
  const unfinished = join(places.pulumi, "downloading");
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(join(unfinished, "tmp"), { recursive: true });
  try {
    const result = await runStep([process.execPath, join(places.nodeModules, "pulumi", "run.js"), "version"], {
      boundMs,
      silentMs,
      // Its own home: a download must not end up in the user's. Node's fetch uses a proxy only when told so.
      env: {
        ...process.env,
        PULUMI_HOME: unfinished,
        TMPDIR: join(unfinished, "tmp"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        NODE_USE_ENV_PROXY: "1",
      },
    });
    if (!result.ok) return result.output.trim().split("\n").at(-1) || result.why;
    const versions = join(unfinished, "versions");
    const version = existsSync(versions) ? readdirSync(versions)[0] : undefined;
    if (version === undefined) return "the download left nothing";
    if ((await engineFrom([join(versions, version, "bin")], [])) === undefined) return "the download is incomplete";
    rmSync(places.pulumiDownloaded, { recursive: true, force: true });
    renameSync(join(versions, version), places.pulumiDownloaded);
    return "";
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}
