import { z } from 'zod'
import { type LaterStage, laterStages } from '../../catalogue/letter-form.ts'
import { digestField } from '../../contracts/fields.ts'
import { stageFact } from '../../lifecycle/opening.ts'
import type { NoticeAct } from '../target-of-notice.ts'
import type { BundleBid, OpeningBundle } from './bundle.ts'
import type { CheckList } from './checks.ts'
import type { VerifiedEvent } from './verify-chain.ts'
import type { VerifiedText } from './verify-opening.ts'

const openingField = z.looseObject({ opening: z.array(digestField) })

/** What is checked of later stages. */
export interface StagesContext {
  readonly bundle: OpeningBundle
  readonly notices: readonly NoticeAct[]
  readonly events: readonly VerifiedEvent[]
  readonly acts: readonly VerifiedText[]
}

/**
 * Checks every later stage of the notice: it was opened by a signed act that says what its event says; everything shown of its envelopes is of
 * bids the act names; all of those are shown once the stage is published; and of a bid left shut there is no key, share, or letter.
 */
export function verifyStages({ bundle, notices, events, acts }: StagesContext, list: CheckList): void {
  const envelopes = notices.at(-1)?.notice.envelopes ?? []
  for (const stage of laterStages) {
    const names = new Set<string>(envelopes.filter(({ opensAt }) => opensAt === stage).map(({ name }) => name))
    if (names.size === 0) continue
    const opening = openedBids(stage, events, acts)
    const fault = typeof opening === 'string' ? opening : stageFault(stage, { bundle, events, names, opening })
    list.judge('stage-kept', fault, stageFact(stage, 'opened'))
  }
}

/** The bids a stage opens: none before its act; a text says what is wrong with the act. */
function openedBids(
  stage: LaterStage,
  events: readonly VerifiedEvent[],
  acts: readonly VerifiedText[],
): ReadonlySet<string> | string {
  const opened = events.filter(({ type }) => type === stageFact(stage, 'opened'))
  const [event] = opened
  if (event === undefined) return new Set()
  if (opened.length > 1) return 'it was opened twice'
  const act = acts.find(({ sha256, type }) => sha256 === event.actSha256 && type === 'opening.open-stage')
  const said = openingField.safeParse(act?.body)
  const facts = openingField.safeParse(event.facts)
  if (!said.success || !facts.success) return 'no signed act opens it'
  return said.data.opening.join() === facts.data.opening.join()
    ? new Set(said.data.opening)
    : 'the chain opens other bids than the act'
}

function stageFault(
  stage: LaterStage,
  {
    bundle,
    events,
    names,
    opening,
  }: {
    readonly bundle: OpeningBundle
    readonly events: readonly VerifiedEvent[]
    readonly names: ReadonlySet<string>
    readonly opening: ReadonlySet<string>
  },
): string | undefined {
  const foreign = bundle.bids.find((bid) => !opening.has(bid.manifestSha256) && isTouched(bid, names))
  if (foreign !== undefined) return `bid ${foreign.number} is not to be opened, and something of its envelope is here`
  const isPublished = events.some(({ type }) => type === stageFact(stage, 'published'))
  const early = bundle.bids.find((bid) => !isPublished && isTouched(bid, names))
  if (early !== undefined) return `something of bid ${early.number} is here before all is open`
  const missing = bundle.bids.find((bid) => isPublished && opening.has(bid.manifestSha256) && bid.later?.stage !== stage)
  return missing === undefined ? undefined : `bid ${missing.number} was to be opened and is not shown`
}

function isTouched(bid: BundleBid, names: ReadonlySet<string>): boolean {
  const shown = [bid.bidderKeys, bid.payloadHeads, bid.letters].flatMap((part) => Object.keys(part ?? {}))
  return bid.later !== undefined || [...shown, ...bid.shares.map(({ envelope }) => envelope)].some((name) => names.has(name))
}
