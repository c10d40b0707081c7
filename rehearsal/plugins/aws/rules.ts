// What a value must be beside of its kind, in the words that follow "must be".

export interface Rule {
  readonly expected: string;
  holds(value: unknown): boolean;
}

export function oneOf(...values: readonly string[]): Rule {
  return {
    expected: values.map((value) => `"${value}"`).join(" or "),
    holds: (value) => values.includes(String(value)),
  };
}

export function matching(pattern: RegExp, expected: string): Rule {
  return { expected, holds: (value) => typeof value === "string" && pattern.test(value) };
}

export function between(least: number, most: number): Rule {
  return {
    expected: `a number from ${least} to ${most}`,
    holds: (value) => typeof value === "number" && value >= least && value <= most,
  };
}

export const anArn = matching(/^arn:[\w-]+:[\w-]+:[\w-]*:\d*:.+$/, "an ARN");
