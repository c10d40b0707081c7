// Why a rehearsal ended: it could not be done (exit code 2), or it was done and did not hold (exit code 1).

export class RehearsalError extends Error {
  readonly exitCode: 1 | 2;
  constructor(message: string, exitCode: 1 | 2 = 2) {
    super(message);
    this.name = "RehearsalError";
    this.exitCode = exitCode;
  }
}
