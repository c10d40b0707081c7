// Where the set-up keeps what it fetches: all of it in the project's git-ignored cache.
import { fileURLToPath } from "node:url";
import { join } from "node:path";

export const projectRoot = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

const cache = join(projectRoot, ".cache");

export const places = {
  nodeModules: join(projectRoot, "node_modules"),
  npmBin: join(projectRoot, "node_modules", ".bin"),
  pinnedNode: join(projectRoot, "node_modules", ".bin", "node"),
  /** What the set-up remembers of programs that it has tried. */
  notes: join(cache, "setup"),
  /** Links to the programs that were found or made; first on the command's PATH. */
  bin: join(cache, "bin"),
  /** Servers of other versions than the machine's own, a directory each. */
  otherServers: join(cache, "servers"),
  pulumi: join(cache, "pulumi"),
  /** Filled by the npm package `pulumi`, which downloads from the vendor. */
  pulumiDownloaded: join(cache, "pulumi", "downloaded"),
  /** Built from Go modules. */
  pulumiBuilt: join(cache, "pulumi", "bin"),
  goModules: join(cache, "go", "modules"),
  goBuild: join(cache, "go", "build"),
  goTemporary: join(cache, "go", "tmp"),
};
