// How a call fails: AWS's fault codes, with the HTTP status that goes with each.

/** A failure that is answered to the caller as AWS would; anything else thrown is a defect of the emulator. */
export class AwsFault extends Error {
  readonly code: string;
  readonly httpStatus: number;

  constructor(code: string, message: string, httpStatus = 400) {
    super(message);
    this.name = "AwsFault";
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

export const invalidParameterValue = (message: string) => new AwsFault("InvalidParameterValue", message);

export const invalidParameterCombination = (message: string) => new AwsFault("InvalidParameterCombination", message);

/** What the emulator lacks is refused by name. The SDKs do not retry a 501, so the caller learns of it at once. */
export const notImplemented = (what: string) =>
  new AwsFault("NotImplemented", `${what} is not implemented by the emulator.`, 501);
