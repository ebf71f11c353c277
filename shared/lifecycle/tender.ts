import type { LifecycleTable } from './table.ts'

/** Where one notice round (tender) stands. Suspension is a flag of its own, never a state. */
export const tenderStates = [
  'draft',
  'filed',
  'returned',
  'approved',
  'published',
  'closed',
  'opening',
  'opened',
  'failed',
  'terminated',
  'discarded',
] as const

/** One state of a tender. */
export type TenderState = (typeof tenderStates)[number]

/**
 * What happens to a tender. `file`, `return`, `approve`, `amend`, `terminate`, `discard` are signed acts; `publish` and `close` are
 * the clock's (publication time, deadline: O1); `begin-opening`, `complete-opening` and `fail` belong to the opening (O6);
 * an opened tender fails when the last of its lots ends without a winner: a new round may then be begun.
 */
export type TenderEvent =
  | 'file'
  | 'return'
  | 'approve'
  | 'publish'
  | 'amend'
  | 'close'
  | 'begin-opening'
  | 'complete-opening'
  | 'fail'
  | 'terminate'
  | 'discard'

/** The first state of a round. */
export const firstTenderState: TenderState = 'draft'

/** From draft to opened. Nothing is published that the regulator has not approved; nothing opens before it has closed (B6). */
export const tenderLifecycle: LifecycleTable<TenderState, TenderEvent> = {
  draft: { file: 'filed', discard: 'discarded' },
  filed: { return: 'returned', approve: 'approved' },
  returned: { file: 'filed', discard: 'discarded' },
  approved: { publish: 'published', return: 'returned' },
  published: { amend: 'published', close: 'closed', terminate: 'terminated' },
  closed: { 'begin-opening': 'opening', fail: 'failed', terminate: 'terminated' },
  opening: { 'complete-opening': 'opened', fail: 'failed', terminate: 'terminated' },
  opened: { fail: 'failed' },
  failed: {},
  terminated: {},
  discarded: {},
}

/** Whether everybody may know of the tender in this state. */
export function isPublicTender(state: TenderState): boolean {
  return !['draft', 'filed', 'returned', 'approved', 'discarded'].includes(state)
}
