import type { z } from 'zod'
import type { getOpening, Seal } from '#shared/contracts/opening-reading.ts'
import { isPublishedOpening, type OpeningState } from '#shared/lifecycle/opening.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { tenderChain } from '../ledger/index.ts'
import { isSuspended, readPublishedTender } from '../notices/index.ts'
import type { OpeningReads } from './deps.ts'
import type { OpeningBid } from './opening-bid.model.ts'
import { readOpening, readOpeningBids } from './read-opening.ts'

type OpeningView = z.input<(typeof getOpening)['answer']['schema']>

/** The opening as everybody sees it: numbered seals, and names, prices and causes only from publication on (O3). */
export async function presentOpening(deps: OpeningReads, tenderId: string, at: number): Promise<OpeningView> {
  const opening = await readOpening(deps, tenderId)
  const tender = await readPublishedTender(deps, tenderId)
  const bids = await readOpeningBids(deps, tenderId)
  const chain = await tenderChain(deps, tenderId)
  return {
    tender: tenderId,
    code: tender.code,
    title: tender.title,
    state: opening.state,
    isSuspended: isSuspended(tender),
    deadlineAt: instantOf(opening.deadlineAt.getTime()),
    now: instantOf(at),
    stepEndsAt: opening.stepEndsAt === null ? null : instantOf(opening.stepEndsAt.getTime()),
    list: opening.list,
    lots: opening.lots.map(({ lot, name, liveBids, isFailed }) => ({ lot, name, liveBids, isFailed })),
    seals: bids.map((bid) => presentSeal(bid, opening.state)),
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
    sequence: chain.at(-1)?.event.seq ?? 0,
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
  }
}
