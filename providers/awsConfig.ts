// The stack's `aws:` keys as texts and as JSON. Some of them are secrets: no message ever shows a value.

/** The value of a stack config key such as `aws:region`; objects are JSON texts. */
export type ConfigReader = (key: string) => string | undefined;

export class AwsAccessError extends Error {
  constructor(key: string, why: string) {
    super(`aws:${key}: ${why}`);
    this.name = "AwsAccessError";
  }
}

/** @returns undefined also for an empty text, which is how a key is taken back */
export function textOf(read: ConfigReader, key: string): string | undefined {
  const text = read(`aws:${key}`);
  return text === "" ? undefined : text;
}

export function parsed(read: ConfigReader, key: string): unknown {
  const text = textOf(read, key);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new AwsAccessError(key, "expected JSON, as the engine hands over lists and objects");
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
