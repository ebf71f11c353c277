import type { ClientSession } from 'mongoose'
import type { DepositRole } from '#shared/deposits/grounds.ts'
import type { DepositStanding } from '#shared/deposits/terms.ts'
import { isPublishedOpening } from '#shared/lifecycle/opening.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { readAwardOutcomes } from '../awards/index.ts'
import { tenderChain } from '../ledger/index.ts'
import type { PublishedTender } from '../notices/index.ts'
import { readOpening, readOpeningBids } from '../opening/index.ts'
import type { DepositRecord } from './deposit.model.ts'
import type { DepositsReads } from './deps.ts'

/** A bidder the opening has published. */
export interface PublishedBidder {
  readonly lot: string
  readonly party: string
  readonly name: string
  /** Not opened for a cause that was not its own: deemed withdrawn (O4). */
  readonly isDeemedWithdrawn: boolean
}

/** What has happened in a tender, as far as deposits look at it. */
export interface Standings {
  /** Whether the platform may learn of deposits: names are published, or never will be (O3). */
  readonly isOpen: boolean
  readonly bidders: readonly PublishedBidder[]
  /** The lots that ended without an award, or were never opened. */
  isLotFailed(lot: string): boolean
  /** How the party of a deposit stands in its lot. */
  of(deposit: Pick<DepositRecord, 'lot' | 'party' | 'claim'>): DepositStanding
}

/** Reads how the lots of a tender, and their bidders, stand. */
export async function readStandings(deps: DepositsReads, tender: PublishedTender, session?: ClientSession): Promise<Standings> {
  const opening = await openingIfAny(deps, tender._id, session)
  const isPublished = opening !== undefined && isPublishedOpening(opening.state)
  const isTerminated = tender.state === 'terminated'
  const bidders = isPublished && !isTerminated ? await publishedBidders(deps, tender._id, session) : []
  const outcomes = new Map((await readAwardOutcomes(deps, tender._id, session)).map((outcome) => [outcome.lot, outcome]))
  const times = readTimes(await tenderChain(deps, tender._id))
  const lotFailedAt = (lot: string): number | null => {
    const isFailed =
      outcomes.get(lot)?.isFailed ??
      (opening?.state === 'failed' || opening?.lots.some((each) => each.lot === lot && each.isFailed))
    return isFailed === true ? (times.lots.get(lot) ?? times.openingFailed ?? times.liveBidsFound) : null
  }
  return {
    isOpen: isPublished || isTerminated || opening?.state === 'failed',
    bidders,
    isLotFailed: (lot) => lotFailedAt(lot) !== null,
    of({ lot, party, claim }) {
      const outcome = outcomes.get(lot)
      const bidder = bidders.find((each) => each.lot === lot && each.party === party)
      const role: DepositRole =
        bidder === undefined
          ? 'unopened'
          : outcome?.winner === party
            ? 'winner'
            : outcome?.passedOver.includes(party) === true
              ? 'passed-over'
              : 'bidder'
      return {
        role,
        claim: claim === null || claim.refusal !== null ? null : { ground: claim.ground, at: Date.parse(claim.at) },
        deemedWithdrawnAt: bidder?.isDeemedWithdrawn === true ? times.published : null,
        awardNoticeAt: outcome?.noticeAt ?? null,
        contractAt: outcome?.contractAt ?? null,
        lotFailedAt: lotFailedAt(lot),
        terminatedAt: isTerminated ? times.terminated : null,
      }
    },
  }
}

async function openingIfAny(deps: DepositsReads, tender: string, session?: ClientSession) {
  try {
    return await readOpening(deps, tender, session)
  } catch (error) {
    if (error instanceof DomainProblem && error.code === 'opening-not-begun') return undefined
    throw error
  }
}

async function publishedBidders(deps: DepositsReads, tender: string, session?: ClientSession): Promise<PublishedBidder[]> {
  const bids = await readOpeningBids(deps, tender, session)
  return bids.flatMap(({ lot, state, cause, identity }) => {
    const isShown = (state === 'opened' || state === 'failed') && cause?.code !== 'lot-failed'
    if (!isShown || identity === null) return []
    const isDeemedWithdrawn = state === 'failed' && cause !== null && cause.attributedTo !== 'bidder'
    return [{ lot, party: identity.party, name: identity.name, isDeemedWithdrawn }]
  })
}

/** When what concerns deposits happened (ms), from the tender's public chain. */
function readTimes(chain: Awaited<ReturnType<typeof tenderChain>>) {
  const lots = new Map<string, number>()
  let published: number | null = null
  let terminated: number | null = null
  let openingFailed: number | null = null
  let liveBidsFound: number | null = null
  for (const { event, facts } of chain) {
    const at = Date.parse(event.at)
    const {
      lot,
      decision,
      lots: begun,
    } = (facts ?? {}) as {
      readonly lot?: string
      readonly decision?: string
      readonly lots?: readonly { readonly lot: string; readonly failure?: string | null }[]
    }
    switch (event.type) {
      case 'opening.published':
        published = at
        break
      case 'opening.failed':
        openingFailed = at
        break
      case 'opening.live-bids-found':
        liveBidsFound = at
        break
      case 'notice.terminated':
        terminated = at
        break
      case 'award.begun':
        for (const each of begun ?? []) if (each.failure != null) lots.set(each.lot, at)
        break
      case 'award.failed':
        if (lot !== undefined) lots.set(lot, at)
        break
      case 'award.complaint-decided':
        // An upheld complaint ends the award; one about a concluded contract does not, which the award's own state says.
        if (lot !== undefined && decision === 'upheld') lots.set(lot, at)
        break
      default:
    }
  }
  return { lots, published, terminated, openingFailed, liveBidsFound }
}
