export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly extraneous?: boolean;
}
export interface LockFile {
  readonly packages?: Readonly<Record<string, LockedPackage>>;
}
export function isInstalled(wanted: LockFile, installed: LockFile | undefined): boolean;
export function npmPackagesAreInstalled(): boolean;
export function installNpmPackages(): Promise<void>;
