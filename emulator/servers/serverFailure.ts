// The failure of a server that the emulator should run.

/** The message says which server, how it ended and what it said last. */
export class ServerFailure extends Error {}
