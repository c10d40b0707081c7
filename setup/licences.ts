// Whether every package in the lock file comes under a licence that this project may be used with. None of them is
// shipped: users install them from their own registry.

export interface LicensedLockFile {
  readonly packages?: Readonly<Record<string, { readonly license?: string }>>;
}

/** Permissive licences, and MPL-2.0 and CC-BY for tools and data that are used unchanged. */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC-BY-3.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MPL-2.0",
  "Python-2.0",
]);

/** Packages whose entry names no licence, with what their own files say. */
const readByHand: Readonly<Record<string, string>> = {
  "node_modules/@logdna/tail-file": "MIT",
};

/** One line per fault; none when all is well. */
export function licenceFaults(lock: LicensedLockFile): string[] {
  return Object.entries(lock.packages ?? {})
    .filter(([path]) => path !== "")
    .flatMap(([path, { license }]) => {
      const found = readByHand[path] ?? license ?? "none";
      const names = found.replaceAll(/[()]/g, "").split(/ (?:AND|OR) /);
      return names.every((name) => allowed.has(name))
        ? []
        : [`package-lock.json: ${path} is under "${found}": expected one of ${[...allowed].join(", ")}`];
    });
}
