import type { LifecycleTable } from './table.ts'

/** Where the drawn coefficient of a tender stands (`coefficient/1`). */
export const coefficientStates = ['committing', 'confirming', 'revealing', 'drawn', 'void'] as const

/** One state of a drawn coefficient. */
export type CoefficientState = (typeof coefficientStates)[number]

/**
 * What happens to it. `close`: the deadline has passed, nobody commits any more; `hold`: `reveal.closed` is on the ledger and custodians have
 * seen the escrows open; `draw`: every number has come or was opened. `void`: too few numbers count, or the tender ended.
 */
export type CoefficientEvent = 'close' | 'hold' | 'draw' | 'void'

/** The first state, from the publication of the notice to the deadline. */
export const firstCoefficientState: CoefficientState = 'committing'

/** Committed before the deadline, known after nobody can choose whose bid opens. Once numbers are revealed only the tender's end can void it. */
export const coefficientLifecycle: LifecycleTable<CoefficientState, CoefficientEvent> = {
  committing: { close: 'confirming', void: 'void' },
  confirming: { hold: 'revealing', void: 'void' },
  revealing: { draw: 'drawn', void: 'void' },
  drawn: {},
  void: {},
}
