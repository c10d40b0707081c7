export interface SearchPlaces {
  readonly bin: string;
  readonly npmBin: string;
}
export function machineDirectories(searchPath: string | undefined, own: SearchPlaces): string[];
export function commandPath(searchPath: string | undefined, own: SearchPlaces): string;
export function findProgram(name: string, directories: readonly string[]): string | undefined;
