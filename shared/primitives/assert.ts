/** The end of an exhaustive switch: does not compile while a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`)
}

/** An invariant of ours: when it breaks it is a bug, and the request crashes. Never for attacker-controlled input. */
export function assertHolds(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${what}`)
}
