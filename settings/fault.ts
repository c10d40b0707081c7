// One thing that is wrong with the configuration.
export interface Fault {
  /** Path of the key below the namespace, for example `target.subnetIds`. */
  readonly key: string;
  /** What stood there; undefined when nothing did. */
  readonly found: unknown;
  readonly expected: string;
}
