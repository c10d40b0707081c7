export type Version = readonly [major: number, minor: number, patch: number];
export function findVersion(text: string): Version | undefined;
export function isAtLeast(found: Version, wanted: Version): boolean;
export function versionText(version: Version): string;
