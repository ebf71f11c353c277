import type { EnvelopeForm, EnvelopeName, LaterStage, OpeningStage } from '#shared/catalogue/letter-form.ts'
import { laterStages } from '#shared/catalogue/letter-form.ts'
import { stageFact } from '#shared/lifecycle/opening.ts'
import { assertNever } from '#shared/primitives/assert.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { OpeningRecord } from './opening.model.ts'
import type { OpeningBid } from './opening-bid.model.ts'

/** The record of an opening is named by its tender; that of a later stage by its tender and stage. */
export function openingId(tender: string, stage: OpeningStage = 'opening'): string {
  return stage === 'opening' ? tender : `${tender}/${stage}`
}

/** The tender of a record. */
export function tenderOf({ _id }: Pick<OpeningRecord, '_id'>): string {
  return _id.split('/')[0] ?? _id
}

/** The stage of a record. */
export function stageOf({ _id }: Pick<OpeningRecord, '_id'>): OpeningStage {
  return laterStages.find((stage) => _id.endsWith(`/${stage}`)) ?? 'opening'
}

/** The later stage of a record as facts, acts and views name it; nothing for the opening itself. */
export function laterPart(opening: Pick<OpeningRecord, '_id'>): { readonly stage?: LaterStage } {
  const stage = stageOf(opening)
  return stage === 'opening' ? {} : { stage }
}

/** The envelopes of a notice that open at a stage. */
export function envelopesAt(tender: Pick<PublishedTender, 'envelopes'>, stage: OpeningStage): EnvelopeForm[] {
  return tender.envelopes.filter(({ opensAt }) => opensAt === stage)
}

/** The names of the envelopes that open at the stage of a record. */
export function envelopeNamesOf(
  tender: Pick<PublishedTender, 'envelopes'>,
  opening: Pick<OpeningRecord, '_id'>,
): ReadonlySet<EnvelopeName> {
  return new Set(envelopesAt(tender, stageOf(opening)).map(({ name }) => name))
}

/** The type of the event that says a step has happened, at the opening or at a later stage. */
export function factOf(opening: Pick<OpeningRecord, '_id'>, step: 'published' | 'record-prepared' | 'recorded'): string {
  const stage = stageOf(opening)
  return stage === 'opening' ? `opening.${step}` : stageFact(stage, step)
}

/** Whether shares of a bid are asked for at a stage: no cause is fixed against it, and a later stage's act names it. */
export function isToOpenAt(stage: OpeningStage, bid: OpeningBid): boolean {
  if (stage === 'opening') return (bid.state === 'live' || bid.state === 'revealed') && bid.cause === null
  return bid.later?.stage === stage && bid.later.state === 'to-open'
}

/** Whether a stage has shown a bid: opened, or failed with its cause. */
export function isShownAt(stage: OpeningStage, bid: OpeningBid): boolean {
  const state = stageStateOf(stage, bid)
  return state === 'opened' || state === 'failed'
}

/** The state of a bid at a stage, in the words of the opening: at a later one the bidder's lock is open already, if it had one. */
export function stageStateOf(stage: OpeningStage, bid: OpeningBid): OpeningBid['state'] {
  if (stage === 'opening') return bid.state
  const later = bid.later?.stage === stage ? bid.later.state : 'unopened'
  switch (later) {
    case 'sealed':
    case 'unopened':
      return 'out'
    case 'to-open':
      return bid.bidderKeys === null ? 'live' : 'revealed'
    case 'opened':
    case 'failed':
      return later
    default:
      return assertNever(later)
  }
}

/** The cause that kept a bid shut at a stage. */
export function causeAt(stage: OpeningStage, bid: OpeningBid): OpeningBid['cause'] {
  return stage === 'opening' ? bid.cause : bid.later?.stage === stage ? bid.later.cause : null
}

/** The values of a bid that lay in the envelopes of a stage; null while none of them is open. */
export function fieldsAt(
  tender: Pick<PublishedTender, 'envelopes'>,
  stage: OpeningStage,
  bid: OpeningBid,
): Readonly<Record<string, string>> | null {
  if (bid.fields === null || stageStateOf(stage, bid) !== 'opened') return null
  // By what opens later: a bid may have been sealed under an earlier notice with other fields.
  const opensAt = new Map(tender.envelopes.flatMap((envelope) => envelope.fields.map(({ name }) => [name, envelope.opensAt])))
  return Object.fromEntries(Object.entries(bid.fields).filter(([name]) => (opensAt.get(name) ?? 'opening') === stage))
}
