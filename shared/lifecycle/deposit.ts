import type { LifecycleTable } from './table.ts'

/**
 * Where the deposit of one bidder for one lot stands. `unrecorded` is where every one begins: before the opening the platform knows of none, and
 * must not. `claimed`: the bidder says that it paid. `held`: the keeper has signed that it received it.
 */
export const depositStates = ['unrecorded', 'claimed', 'held', 'returned', 'kept', 'bonded', 'refused'] as const

/** One state of a deposit. */
export type DepositState = (typeof depositStates)[number]

/**
 * What happens to a deposit, each by a signed act: the keeper records that it received it, or refuses a claim because it did not, or the claim of one
 * it holds because its reason is none; returns it,
 * keeps it on a ground of the law, or turns it into the winner's performance bond; the bidder claims it.
 */
export type DepositEvent = 'record' | 'claim' | 'return' | 'keep' | 'turn-into-bond' | 'refuse'

/** The first state. */
export const firstDepositState: DepositState = 'unrecorded'

/** Nothing is kept or turned into a bond that was never received; a claim refused in error may still be recorded. */
export const depositLifecycle: LifecycleTable<DepositState, DepositEvent> = {
  unrecorded: { record: 'held', claim: 'claimed' },
  claimed: { record: 'held', refuse: 'refused' },
  held: { record: 'held', claim: 'held', refuse: 'held', return: 'returned', keep: 'kept', 'turn-into-bond': 'bonded' },
  returned: {},
  kept: {},
  bonded: {},
  refused: { record: 'held' },
}

/** States in which a deposit may still have to be given back. */
export const openDepositStates: readonly DepositState[] = ['claimed', 'held']

/** Whether a deposit may still have to be given back. */
export function isOpenDeposit(state: DepositState): boolean {
  return openDepositStates.includes(state)
}

/** What people call each state. */
export const depositStateNames: Readonly<Record<DepositState, { readonly zh: string; readonly en: string }>> = {
  unrecorded: { zh: '未登记', en: 'not recorded' },
  claimed: { zh: '投标人申请退还，待确认收到', en: 'claimed by the bidder' },
  held: { zh: '已收到，待退还', en: 'received' },
  returned: { zh: '已退还', en: 'returned' },
  kept: { zh: '不予退还', en: 'kept' },
  bonded: { zh: '已转为履约保证金', en: 'turned into the performance bond' },
  refused: { zh: '申请未确认：未收到', en: 'claim refused: nothing received' },
}
