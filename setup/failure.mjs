// What went wrong in the set-up, in three short lines: what happened, what was expected, what to do.

/**
 * A set-up step that could not be done. The command ends with exit code 2 and nothing but this text:
 * a stack trace would tell a newcomer nothing.
 */
export class SetupFailure extends Error {
  /** @override @type {string} */
  name = "SetupFailure";

  /**
   * @param {string} happened
   * @param {string} expected
   * @param {string} toDo
   */
  constructor(happened, expected, toDo) {
    super(`${happened}\nExpected: ${expected}\nDo: ${toDo}`);
  }
}
