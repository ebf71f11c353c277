import type { LifecycleTable } from './table.ts'

/** Where an alert stands. None of them is a verdict: `confirmed` hands a case on to those who may decide it. */
export const alertStates = ['new', 'triaged', 'case', 'confirmed', 'dismissed'] as const

/** One state of an alert. */
export type AlertState = (typeof alertStates)[number]

/** What a regulator does with an alert, each by a signed act with its reason. */
export const alertSteps = ['triage', 'open-case', 'confirm', 'dismiss'] as const

/** One step of a regulator. */
export type AlertStep = (typeof alertSteps)[number]

/** An alert is looked at before a case is made of it, and confirmed only as a case; it may be dismissed at any time. */
export const alertLifecycle: LifecycleTable<AlertState, AlertStep> = {
  new: { triage: 'triaged', dismiss: 'dismissed' },
  triaged: { 'open-case': 'case', dismiss: 'dismissed' },
  case: { confirm: 'confirmed', dismiss: 'dismissed' },
  confirmed: {},
  dismissed: {},
}
