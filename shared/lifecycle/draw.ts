import type { LifecycleTable } from './table.ts'

/** Where a draw of experts stands (`draw/1`). */
export const drawStates = [
  'proposed',
  'committing',
  'escrowing',
  'confirming',
  'revealing',
  'calling',
  'filled',
  'closed',
  'released',
  'exhausted',
  'void',
] as const

/** One state of a draw. */
export type DrawState = (typeof drawStates)[number]

/**
 * What happens to a draw. `pool` fixes the pool once requester and regulator have signed it; `commit` closes the commitments, `deal` the
 * escrows, `hold` says that custodians hold them, `rank` fixes the order, `fill` ends the calls. `vacate` opens a seat again (X4),
 * `release` makes it public (X3). `void` ends a draw that came to nothing. `exhaust`: nobody is left to call and no committee sits yet.
 * `close`: a committee sits and this order is called no more; who sits keeps the seat, and another draw fills what is missing.
 */
export type DrawEvent =
  | 'pool'
  | 'commit'
  | 'deal'
  | 'hold'
  | 'rank'
  | 'fill'
  | 'exhaust'
  | 'close'
  | 'vacate'
  | 'release'
  | 'void'

/** The first state: the pool is reckoned and waits for signatures. */
export const firstDrawState: DrawState = 'proposed'

/** Each step is over before the next begins: whoever could still choose would choose for all. */
export const drawLifecycle: LifecycleTable<DrawState, DrawEvent> = {
  proposed: { pool: 'committing', void: 'void' },
  committing: { commit: 'escrowing', void: 'void' },
  escrowing: { deal: 'confirming', void: 'void' },
  confirming: { hold: 'revealing', void: 'void' },
  revealing: { rank: 'calling', void: 'void' },
  calling: { fill: 'filled', exhaust: 'exhausted', close: 'closed', void: 'void' },
  filled: { vacate: 'calling', close: 'closed', release: 'released', void: 'void' },
  closed: { release: 'released', void: 'void' },
  released: {},
  exhausted: {},
  void: {},
}

/** Whether a draw has come to an end without a committee: another may be asked for. */
export function isSpentDraw(state: DrawState): boolean {
  return state === 'exhausted' || state === 'void'
}
