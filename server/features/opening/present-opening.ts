import type { z } from 'zod'
import { type LaterStage, laterStagesOf } from '#shared/catalogue/letter-form.ts'
import type { getOpening, Seal } from '#shared/contracts/opening-reading.ts'
import { isPublishedOpening, type OpeningState } from '#shared/lifecycle/opening.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { chainLength } from '../ledger/index.ts'
import { isSuspended, type PublishedTender, readPublishedTender } from '../notices/index.ts'
import type { OpeningReads } from './deps.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import type { OpeningBid } from './opening-bid.model.ts'
import { type OpeningName, readOpening, readOpeningBids } from './read-opening.ts'
import { causeAt, envelopesAt, fieldsAt, openingId, stageOf, stageStateOf } from './stages.ts'

type OpeningView = z.input<(typeof getOpening)['answer']['schema']>

/** So often an opening is read once more because something happened while it was read. */
const MOST_READINGS = 3

/**
 * The opening as everybody sees it: numbered seals, and names, prices and causes only from publication on (O3). A later stage is shown in the
 * same way, by the bids its act names: whose they are is known then, what is in their envelopes only when all are open. All of it stands as
 * after the fact that `sequence` numbers; in a hall where facts never pause it may know a little more, never less, so that no page takes
 * the next fact for one it has already.
 */
export async function presentOpening(deps: OpeningReads, name: OpeningName, at: number): Promise<OpeningView> {
  for (let reading = 1; ; reading += 1) {
    const sequence = await chainLength(deps, name.tender)
    const view = { ...(await readView(deps, name, at)), sequence }
    if (reading === MOST_READINGS || (await chainLength(deps, name.tender)) === sequence) return view
  }
}

async function readView(
  deps: OpeningReads,
  { tender: tenderId, stage }: OpeningName,
  at: number,
): Promise<Omit<OpeningView, 'sequence'>> {
  const opening = await readOpening(deps, tenderId, undefined, stage)
  const tender = await readPublishedTender(deps, tenderId)
  const listed = await readOpeningBids(deps, tenderId)
  const bids = stage === undefined ? listed : listed.filter((bid) => isNamedAt(stage, bid))
  return {
    tender: tenderId,
    stage: stage ?? null,
    laterStages: await presentLaterStages(deps, tender),
    code: tender.code,
    title: tender.title,
    state: opening.state,
    isSuspended: isSuspended(tender),
    deadlineAt: instantOf(opening.deadlineAt.getTime()),
    now: instantOf(at),
    stepEndsAt: opening.stepEndsAt === null ? null : instantOf(opening.stepEndsAt.getTime()),
    list: opening.list,
    lots: opening.lots.map(({ lot, name, liveBids, isFailed }) => ({ lot, name, liveBids, isFailed })),
    seals: bids.map((bid) =>
      stage === undefined ? presentSeal(bid, opening.state) : presentLaterSeal(tender, stage, bid, opening.state),
    ),
    custodians: tender.custodians.map(({ i, party, name }) => {
      const progress = opening.custodians.find((candidate) => candidate.i === i)
      return {
        i,
        party,
        name,
        hasReleasedIdentities: progress?.identitiesActSha256 != null,
        hasReported: progress?.reportActSha256 != null,
        hasReleased: progress?.releaseActSha256 != null,
      }
    }),
    settlement:
      opening.settlement === null
        ? null
        : {
            sha256: opening.settlement.sha256,
            signedBy: opening.settlement.signatures.map(({ as }) =>
              as === 'regulator' ? ('regulator' as const) : ('tenderer' as const),
            ),
          },
    record: opening.record === null ? null : { sha256: opening.record.sha256, signatures: opening.record.signatures.length },
  }
}

/** One bid as a seal. The same fields whether published or not, so that nothing hangs on their absence. */
function presentSeal(bid: OpeningBid, state: OpeningState): Seal {
  const isPublished = isPublishedOpening(state)
  const wasLive = bid.state === 'opened' || bid.state === 'failed'
  const shows = isPublished && wasLive
  return {
    number: bid.number,
    manifestSha256: bid._id,
    lot: bid.lot,
    // What was decided of a bid before publication shows, its cause does not: a cause may name its bidder.
    state: bid.state,
    isCheckedIn: bid.isCheckedIn,
    cause: isPublished && bid.cause !== null ? { ...bid.cause, evidence: { ...bid.cause.evidence } } : null,
    bidder:
      shows && bid.identity !== null
        ? { party: bid.identity.party, name: bid.identity.name, creditCode: bid.identity.creditCode }
        : null,
    fields: shows ? bid.fields : null,
    files: shows && bid.files !== null ? bid.files.map((file) => ({ ...file })) : null,
    later: shows && bid.later != null ? { stage: bid.later.stage, state: bid.later.state } : null,
  }
}

/** One bid at a later stage: named from the start, its values and files of that stage only when all are open. */
function presentLaterSeal(tender: PublishedTender, stage: LaterStage, bid: OpeningBid, state: OpeningState): Seal {
  const isPublished = isPublishedOpening(state)
  const cause = causeAt(stage, bid)
  const names = new Set(envelopesAt(tender, stage).map(({ name }) => name))
  return {
    ...presentSeal(bid, 'published'),
    state: stageStateOf(stage, bid),
    cause: isPublished && cause !== null ? { ...cause, evidence: { ...cause.evidence } } : null,
    fields: isPublished ? fieldsAt(tender, stage, bid) : null,
    files: isPublished ? (bid.files ?? []).filter(({ envelope }) => names.has(envelope)).map((file) => ({ ...file })) : null,
  }
}

/** Whether a stage's act names a bid as one that goes on. */
function isNamedAt(stage: LaterStage, { later }: OpeningBid): boolean {
  return later?.stage === stage && later.state !== 'sealed' && later.state !== 'unopened'
}

async function presentLaterStages(
  deps: OpeningReads,
  { _id, envelopes }: PublishedTender,
): Promise<NonNullable<OpeningView['laterStages']>> {
  const stages = laterStagesOf(envelopes)
  const records = await openingModel(deps.connection)
    .find({ _id: { $in: stages.map((stage) => openingId(_id, stage)) } }, { state: 1 })
    .lean<Pick<OpeningRecord, '_id' | 'state'>[]>()
  return stages.map((stage) => ({ stage, state: records.find((record) => stageOf(record) === stage)?.state ?? null }))
}
