import type { AwardPeriodName } from '../catalogue/award-clocks.ts'
import { assertNever } from '../primitives/assert.ts'
import type { AwardProcedure, AwardState } from './award.ts'

/** A time within which something is to be done after a report. */
export interface AwardLimit {
  readonly name: AwardPeriodName
  /** The objection or complaint it is about, where it is about one. */
  readonly about: string | null
  /** The moment from which it is passed. */
  readonly dueAt: string
}

/** What of an award its limits follow from. */
export interface LimitedAward {
  readonly procedure: AwardProcedure
  readonly state: AwardState
  /** Until when the present step is to be taken, where the law says. */
  readonly stepDueAt: string | null
  readonly contractDueAt: string | null
  /** Until when the written report is due at the regulator (A5); null once it was given, absent where none was ever due. */
  readonly regulatorReportDueAt?: string | null
  readonly objections: readonly { readonly id: string; readonly answerBy: string; readonly answer: object | null }[]
  readonly complaints: readonly {
    readonly id: string
    readonly state: string
    readonly acceptBy: string | null
    readonly decideBy: string | null
  }[]
}

/**
 * What a limit does when it passes. `enforced`: the clock acts, or the act is refused from then on. `warned`: the act is still taken, its
 * lateness stands in public and the regulator is told, because refusing it would only add to the delay.
 */
export const limitEffects: Readonly<Record<AwardPeriodName, 'enforced' | 'warned'>> = {
  'publish-candidates': 'warned',
  publicity: 'enforced',
  'objection-reply': 'warned',
  complaint: 'enforced',
  'complaint-acceptance': 'warned',
  'complaint-decision': 'warned',
  'complaint-suspension': 'enforced',
  'report-hand-over': 'warned',
  'award-decision': 'enforced',
  'result-publication': 'warned',
  'result-notice': 'enforced',
  query: 'enforced',
  contract: 'warned',
  'contract-publication': 'enforced',
  'contract-filing': 'warned',
  'regulator-report': 'warned',
}

/** The limits an award stands under now, the earliest first (A1, A2, A4, A5, A6, G7, G9, G10). */
export function limitsOf(award: LimitedAward): AwardLimit[] {
  const limits: AwardLimit[] = []
  const add = (name: AwardPeriodName, dueAt: string | null, about: string | null = null) => {
    if (dueAt !== null) limits.push({ name, about, dueAt })
  }
  const step = stepLimit(award)
  if (step !== undefined) add(step, award.stepDueAt)
  if (award.state === 'awarded' || award.state === 'signing') add('contract', award.contractDueAt)
  if (award.state !== 'failed') {
    add('regulator-report', award.regulatorReportDueAt ?? null)
    for (const { id, answer, answerBy } of award.objections) if (answer === null) add('objection-reply', answerBy, id)
    for (const { id, state, acceptBy, decideBy } of award.complaints) {
      if (state === 'filed') add(acceptBy === null ? 'complaint-decision' : 'complaint-acceptance', acceptBy ?? decideBy, id)
      if (state === 'accepted') add('complaint-decision', decideBy, id)
    }
  }
  return limits.sort((left, right) => Date.parse(left.dueAt) - Date.parse(right.dueAt))
}

/** The limit of the step an award stands at, where its law has one. */
function stepLimit({ state, procedure }: Pick<LimitedAward, 'state' | 'procedure'>): AwardPeriodName | undefined {
  switch (state) {
    case 'reported':
      return procedure === 'procurement' ? 'report-hand-over' : 'publish-candidates'
    case 'deciding':
      return procedure === 'procurement' ? 'award-decision' : undefined
    case 'decided':
      return 'result-publication'
    case 'contracted':
      return procedure === 'procurement' ? 'contract-filing' : undefined
    case 'publicity':
    case 'objected':
    case 'awarded':
    case 'signing':
    case 'failed':
      return undefined
    default:
      return assertNever(state)
  }
}

/** How long before it passes a limit of days is reminded of. */
const REMINDED_BEFORE_MS = 86_400_000

/** What is told about a limit: that it passes within a day, then that it has. */
export interface LimitWord {
  readonly limit: AwardLimit
  readonly kind: 'near' | 'passed'
  /** When it is to be told, in ms since 1970. */
  readonly at: number
  /** What is remembered of having told it. */
  readonly key: string
}

/** The next thing to tell of an award's limits; undefined when all is told. Shortened periods are too short to remind of. */
export function nextWord(
  award: LimitedAward & { readonly told: readonly string[] },
  options: { readonly isShortened: boolean },
): LimitWord | undefined {
  const words = limitsOf(award).flatMap((limit): LimitWord[] => {
    const passesAt = Date.parse(limit.dueAt)
    const key = `${limit.name} ${limit.about ?? ''} ${limit.dueAt}`
    return [
      ...(options.isShortened ? [] : [{ limit, kind: 'near' as const, at: passesAt - REMINDED_BEFORE_MS, key: `near ${key}` }]),
      { limit, kind: 'passed' as const, at: passesAt, key: `passed ${key}` },
    ]
  })
  return words
    .filter(({ key }) => !award.told.includes(key))
    .sort((left, right) => left.at - right.at)
    .at(0)
}
