import {
  firstOpeningState,
  firstStageState,
  isPublishedOpening,
  type OpeningEvent,
  type OpeningState,
  openingLifecycle,
  stageFact,
} from '#shared/lifecycle/opening.ts'
import { type HallFact, type HallOpening, type HallTender, newestOf, readOutOf } from './hall-state.ts'

/** Events that end an opening early; every other takes it on to its next step. */
const ENDING: ReadonlySet<string> = new Set<OpeningEvent>(['fail', 'terminate'])

/** The fact with which each state begins. */
const beginsWith: Readonly<Record<OpeningState, string>> = {
  closed: 'deadline.passed',
  listed: 'opening.listed',
  revealing: 'opening.live-bids-found',
  reporting: 'opening.window-closed',
  settling: 'opening.settlement-prepared',
  releasing: 'reveal.closed',
  published: 'opening.published',
  signing: 'opening.record-prepared',
  recorded: 'opening.recorded',
  failed: 'opening.failed',
  terminated: 'notice.terminated',
}

/** The states an opening that comes to its record goes through, in the order of the state table. */
export function wayOfOpening(): OpeningState[] {
  const way: OpeningState[] = [firstOpeningState]
  for (;;) {
    const last = way.at(-1) ?? firstOpeningState
    const onward = (Object.entries(openingLifecycle[last]) as [OpeningEvent, OpeningState][]).find(
      ([event]) => !ENDING.has(event),
    )
    if (onward === undefined || way.includes(onward[1])) return way
    way.push(onward[1])
  }
}

/** A step as the hall lists it. */
export interface HallStep {
  readonly state: OpeningState
  readonly progress: 'done' | 'now' | 'later'
  /** When it began. */
  readonly at: string | undefined
  /** How many of how many have done what the step waits for. */
  readonly count: { readonly done: number; readonly of: number } | undefined
}

/**
 * The steps of an opening from the state table: those done, the one now, those to come. A bidders' window that is not is left out. `stage` is
 * told where a later stage has not begun.
 */
export function hallSteps(
  opening: HallOpening | undefined,
  facts: readonly HallFact[],
  tender: HallTender | undefined,
  stage: HallOpening['stage'] = opening?.stage,
): HallStep[] {
  const now = opening?.state
  const isEnded = now === 'failed' || now === 'terminated'
  const whole = wayOfOpening()
  // A later stage begins where custodians release.
  const own = stage == null ? whole : whole.slice(whole.indexOf(firstStageState))
  const way = own.filter((state) => state !== 'revealing' || tender?.openingPolicy?.kind !== 'custodians')
  const steps: OpeningState[] = isEnded
    ? [...way.filter((state) => newestOf(facts, beginsWith[state]) !== undefined || state === firstOpeningState), now]
    : way
  const position = now === undefined ? -1 : steps.indexOf(now)
  return steps.map((state, index) => ({
    state,
    progress: index < position || (state === 'recorded' && now === 'recorded') ? 'done' : index === position ? 'now' : 'later',
    at: index > position ? undefined : beginningOf(state, facts, stage)?.at,
    count: opening === undefined || index > position ? undefined : countOf(state, opening, facts, tender),
  }))
}

/** The fact a state began with: a later stage's first with the act that opened it. */
function beginningOf(state: OpeningState, facts: readonly HallFact[], stage: HallOpening['stage']): HallFact | undefined {
  return newestOf(facts, stage != null && state === firstStageState ? stageFact(stage, 'opened') : beginsWith[state])
}

/** Seals that are counted in a bidders' step: the live bids. */
export function liveSeals(opening: HallOpening): HallOpening['seals'] {
  return opening.seals.filter(({ state }) => state !== 'out' && state !== 'listed')
}

/** Which bids' bidders have given their keys, by the chain: what a later state of the seal does not tell any more. */
export function revealedNumbers(facts: readonly HallFact[]): ReadonlySet<unknown> {
  return new Set(
    facts
      .filter(({ type }) => type === 'bid.revealed' || type === 'custody.reveal-posted')
      .map(({ facts: said }) => said['number']),
  )
}

function countOf(
  state: OpeningState,
  opening: HallOpening,
  facts: readonly HallFact[],
  tender: HallTender | undefined,
): HallStep['count'] {
  const seats = opening.custodians
  const n = tender?.openingPolicy?.n ?? seats.length
  switch (state) {
    case 'listed':
      return { done: seats.filter(({ hasReleasedIdentities }) => hasReleasedIdentities).length, of: n }
    case 'revealing': {
      const revealed = revealedNumbers(facts)
      const live = liveSeals(opening)
      return { done: live.filter(({ number }) => revealed.has(number)).length, of: live.length }
    }
    case 'reporting':
      return { done: seats.filter(({ hasReported }) => hasReported).length, of: n }
    case 'settling':
      return { done: opening.settlement?.signedBy.length ?? 0, of: 2 }
    case 'releasing':
      return { done: seats.filter(({ hasReleased }) => hasReleased).length, of: n }
    case 'published': {
      const opened = opening.seals.filter((seal) => seal.state === 'opened')
      return isPublishedOpening(opening.state) ? { done: readOutOf(facts).length, of: opened.length } : undefined
    }
    default:
      return undefined
  }
}
