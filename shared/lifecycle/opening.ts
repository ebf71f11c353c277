import type { LaterStage } from '../catalogue/letter-form.ts'
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

/**
 * The first state of a later stage (`stage.<name>-opened`): who bids, and whose keys came, is known from the opening; custodians release next,
 * and everything after is the same.
 */
export const firstStageState: OpeningState = 'releasing'

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

/** What the chain says of a stage. */
export type StageStep = 'opened' | 'published' | 'record-prepared' | 'recorded'

/** The event of the tender's chain that says a step of a later stage has happened, such as `stage.price-opened`. */
export function stageFact(stage: LaterStage, step: StageStep): `stage.${LaterStage}-${StageStep}` {
  return `stage.${stage}-${step}`
}
