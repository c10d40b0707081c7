// What is wrong with a world file, and where in it.
export interface WorldFault {
  readonly path: (string | number)[];
  readonly message: string;
}
