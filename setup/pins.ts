// Whether every package is pinned, and the lock file leaves the registry to the machine's own npm settings.

export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface LockFile {
  readonly packages?: Readonly<Record<string, { readonly resolved?: string }>>;
}

/** One line per fault; none when all is well. */
export function pinFaults(manifest: Manifest, lock: LockFile): string[] {
  const sections = ["dependencies", "devDependencies", "optionalDependencies"] as const;
  const ranges = sections.flatMap((section) =>
    Object.entries(manifest[section] ?? {})
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `package.json: ${section}.${name} is "${version}": expected one exact version`),
  );
  const addresses = Object.entries(lock.packages ?? {})
    .filter(([, entry]) => entry.resolved?.startsWith("http") === true)
    .map(
      ([path]) =>
        `package-lock.json: ${path} names a download address: expected none (omit-lockfile-registry-resolved)`,
    );
  return [...ranges, ...addresses];
}
