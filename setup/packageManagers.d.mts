export type SystemProgram = "redis-server" | "setpriv";
export interface PackageManager {
  readonly name: string;
  readonly refresh: readonly string[] | undefined;
  readonly install: readonly string[];
  readonly packages: Readonly<Record<SystemProgram, string>>;
}
export type Rights = "root" | "sudo" | "none";
export const packageManagers: readonly PackageManager[];
export function installCommand(
  manager: PackageManager,
  programs: readonly SystemProgram[],
  rights: Rights,
): readonly string[];
export function refreshCommand(manager: PackageManager, rights: Rights): readonly string[] | undefined;
export function commandToPrint(manager: PackageManager, programs: readonly SystemProgram[], isRoot: boolean): string;
