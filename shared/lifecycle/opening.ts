import type { LifecycleTable } from './table.ts'

/** Where the opening of a tender stands: the seven steps of `opening/1`, then objections and the record. */
export const openingStates = [
  'closed',
  'listed',
  'revealing',
  'reporting',
  'settling',
  'releasing',
  'published',
  'signing',
  'recorded',
  'failed',
  'terminated',
] as const

/** One state of an opening. */
export type OpeningState = (typeof openingStates)[number]

/**
 * What happens to an opening. `list` fixes the set (step 2); `begin-reveal` follows when the live bids are found (3); `end-reveal` ends
 * the bidders' window (4); `end-reports` ends the custodians' reports and `close-reveal` fixes every cause (5); `publish` shows names and
 * prices at one moment (7); `end-objections` makes the record; `record` publishes it. `fail` is O6.
 */
export type OpeningEvent =
  | 'list'
  | 'begin-reveal'
  | 'fail'
  | 'end-reveal'
  | 'end-reports'
  | 'close-reveal'
  | 'publish'
  | 'end-objections'
  | 'record'
  | 'terminate'

/** The first state: the box is closed by the deadline's checkpoint. */
export const firstOpeningState: OpeningState = 'closed'

/** Each step has happened before the next can: nothing is released before causes are fixed, nothing is shown before all is open (O3). */
export const openingLifecycle: LifecycleTable<OpeningState, OpeningEvent> = {
  closed: { list: 'listed', terminate: 'terminated' },
  listed: { 'begin-reveal': 'revealing', fail: 'failed', terminate: 'terminated' },
  revealing: { 'end-reveal': 'reporting', terminate: 'terminated' },
  reporting: { 'end-reports': 'settling', terminate: 'terminated' },
  settling: { 'close-reveal': 'releasing', terminate: 'terminated' },
  releasing: { publish: 'published', terminate: 'terminated' },
  published: { 'end-objections': 'signing' },
  signing: { record: 'recorded' },
  recorded: {},
  failed: {},
  terminated: {},
}

/** Whether names and prices may be known: from here on they are public, before it to nobody (O3). */
export function isPublishedOpening(state: OpeningState): boolean {
  return state === 'published' || state === 'signing' || state === 'recorded'
}
