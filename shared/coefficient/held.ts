/** What a custodian said of the envelopes addressed to it: everything it does not name opens. */
export interface EscrowConfirmation {
  readonly i: number
  readonly unreadable: readonly { readonly of: string }[]
}

/** Whose numbers count, and whose are out because too few custodians can open them. */
export interface Held {
  readonly counted: readonly string[]
  readonly leftOut: readonly string[]
}

/**
 * Judges the escrows before anybody reveals anything: a number counts when at least k custodians have seen its envelopes open. One that
 * they could not open would leave its party a choice between speaking and staying silent once it knows the others' numbers.
 */
export function judgeEscrows(input: {
  readonly committed: readonly string[]
  readonly confirmations: readonly EscrowConfirmation[]
  readonly k: number
}): Held {
  const opensFor = (of: string) =>
    new Set(input.confirmations.filter(({ unreadable }) => !unreadable.some((one) => one.of === of)).map(({ i }) => i)).size
  const counted = input.committed.filter((of) => opensFor(of) >= input.k)
  return { counted, leftOut: input.committed.filter((of) => !counted.includes(of)) }
}
