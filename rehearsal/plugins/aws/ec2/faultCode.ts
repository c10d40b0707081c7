// EC2 has no modelled errors: its refusals are told apart by their code, which the SDK gives as the name.

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && codes.includes(error.name);
}
