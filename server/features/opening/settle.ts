import type { ClientSession } from 'mongoose'
import type { EnvelopeName } from '#shared/catalogue/letter-form.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import type { ShareRefusal } from '#shared/sealed-bid/custodian-share.ts'
import { type CustodianReport, judgeReports } from '#shared/sealed-bid/opening/custodian-reports.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readStoredBid } from '../bids/index.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { OpeningDeps } from './deps.ts'
import { causeOf } from './identify-bids.ts'
import { moveOpening } from './move-opening.ts'
import type { OpeningRecord, SignedPaper } from './opening.model.ts'
import { type BidCause, type OpeningBid, updateOpeningBids } from './opening-bid.model.ts'
import { readOpeningBids } from './read-opening.ts'
import { isToOpenAt } from './stages.ts'

/** What is decided of one bid before any share of K_c leaves a custodian. Nothing decided here changes later. */
interface Settled {
  readonly bid: OpeningBid
  readonly cause: BidCause | null
  readonly isRemedyGranted: boolean
}

/** Ends the bidders' window: custodians report next. */
export async function endReveal(deps: OpeningDeps, opening: OpeningRecord, tender: PublishedTender, at: number): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    // Read in the transaction: a key acknowledged at this very moment is either here, or its transaction comes too late for the window.
    const bids = await readOpeningBids(deps, opening._id, session)
    await moveOpening(deps, session, opening, {
      event: 'end-reveal',
      fact: 'opening.window-closed',
      facts: { revealed: idsOf(bids, 'revealed'), silent: tender.openingPolicy.kind === 'both' ? idsOf(bids, 'live') : [] },
      at,
      lastsMs: tender.openingPolicy.windows.custodianSeconds * 1000,
    })
  })
}

/**
 * Fixes which keys came, the cause of each that did not, and which remedies are granted (`opening/1` step 5; O4, O5, E20-31), as a
 * document that tenderer and regulator sign. The facts decide: a missing key is the bidder's cause, unless the notice's remedy plan
 * lets remedyK custodians open instead; reports decide as `judgeReports` says.
 */
export async function endReports(deps: OpeningDeps, opening: OpeningRecord, tender: PublishedTender, at: number): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const settlement = await prepareSettlement(deps, opening, tender, at, session)
    await moveOpening(deps, session, opening, {
      event: 'end-reports',
      fact: 'opening.settlement-prepared',
      facts: { settlementSha256: settlement.sha256 },
      at,
      lastsMs: tender.openingPolicy.windows.signatureSeconds * 1000,
      set: { settlement },
    })
  })
}

/** Writes the settlement from what has come, and fixes the cause of every bid in the caller's transaction. */
export async function prepareSettlement(
  deps: OpeningDeps,
  opening: OpeningRecord,
  tender: PublishedTender,
  at: number,
  session: ClientSession,
): Promise<SignedPaper> {
  const bids = (await readOpeningBids(deps, opening._id, session)).filter(({ state }) => state !== 'out' && state !== 'listed')
  const reporters = opening.custodians.filter(({ reportActSha256 }) => reportActSha256 !== null).map(({ i }) => i)
  const settled = await Promise.all(bids.map((bid) => settleBid(deps, tender, bid, reporters)))
  await updateOpeningBids(
    deps.connection,
    settled.map(({ bid, cause, isRemedyGranted }) => ({
      _id: bid._id,
      set: cause === null ? { isRemedyGranted } : { isRemedyGranted, state: 'failed', cause },
    })),
    session,
  )
  const bytes = canonicalBytes({
    v: 'settlement/1',
    platform: deps.config.platformName,
    tender: opening._id,
    list: opening.list,
    at: instantOf(at),
    bids: settled.map(({ bid, cause, isRemedyGranted }) => ({
      number: bid.number,
      manifestSha256: bid._id,
      isKeyRevealed: bid.bidderKeys !== null,
      isRemedyGranted,
      cause:
        cause === null
          ? null
          : { code: cause.code, attributedTo: cause.attributedTo, detail: cause.detail, envelope: cause.envelope },
    })),
    silentCustodians: opening.custodians.filter(({ reportActSha256 }) => reportActSha256 === null).map(({ i }) => i),
  })
  return { text: fromUtf8(bytes), sha256: sha256Hex(bytes), signatures: [] }
}

/** Closes step 5: signatures are in, or the limit has passed and silence is recorded; the facts stand either way. */
export async function closeReveal(deps: OpeningDeps, opening: OpeningRecord, tender: PublishedTender, at: number): Promise<void> {
  const signatures = opening.settlement?.signatures ?? []
  const silent = ['tenderer', 'regulator'].filter((as) => !signatures.some((signature) => signature.as === as))
  await inTransaction(deps.connection, async (session) => {
    const bids = (await readOpeningBids(deps, opening._id, session)).filter((bid) => isToOpenAt('opening', bid))
    const facts = {
      settlementSha256: opening.settlement?.sha256 ?? null,
      signatures: signatures.map(({ as, actSha256 }) => ({ as, actSha256 })),
      silent,
      opening: bids.map(({ _id }) => _id),
    }
    await moveOpening(deps, session, opening, {
      event: 'close-reveal',
      fact: 'reveal.closed',
      facts,
      at,
      lastsMs: bids.length === 0 ? 0 : tender.openingPolicy.windows.custodianSeconds * 1000,
    })
  })
}

async function settleBid(
  deps: OpeningDeps,
  tender: PublishedTender,
  bid: OpeningBid,
  reporters: readonly number[],
): Promise<Settled> {
  const { kind, k, n, remedyK } = tender.openingPolicy
  const envelopes = tender.envelopes.map(({ name }) => name)
  const reportsOn = (envelope: EnvelopeName, purpose: 'custodian' | 'remedy'): CustodianReport[] =>
    reporters.map((i) => {
      const report = bid.reports.find((entry) => entry.i === i && entry.envelope === envelope && entry.purpose === purpose)
      const party = tender.custodians.find((custodian) => custodian.i === i)?.party ?? ''
      return { custodian: i, party, outcome: report === undefined ? 'opens' : (report.cause as ShareRefusal) }
    })
  // Decided before a bid was added on its receipt: nothing decided changes.
  if (bid.cause !== null) return failed(bid, bid.cause)
  for (const envelope of envelopes) {
    const verdict = judgeReports({ reports: reportsOn(envelope, 'custodian'), k, n })
    if (verdict.kind === 'bidder')
      return failed(bid, causeOf('share-envelopes-bad', `reported by custodians ${verdict.badReports.join(', ')}`, envelope))
  }
  if (kind === 'custodians' || bid.bidderKeys !== null) return { bid, cause: null, isRemedyGranted: false }
  const stored = await readStoredBid(deps, bid._id)
  const hasRemedy = remedyK !== undefined && stored?.manifest.envelopes.every(({ remedy }) => remedy !== undefined) === true
  if (!hasRemedy) return failed(bid, causeOf('bidder-key-missing', 'no key came within the window (E20-31)'))
  for (const envelope of envelopes) {
    const verdict = judgeReports({ reports: reportsOn(envelope, 'remedy'), k: remedyK, n })
    if (verdict.kind === 'bidder')
      return failed(
        bid,
        causeOf('share-envelopes-bad', `remedy reported by custodians ${verdict.badReports.join(', ')}`, envelope),
      )
  }
  return { bid, cause: null, isRemedyGranted: true }
}

function failed(bid: OpeningBid, cause: BidCause): Settled {
  return { bid, cause, isRemedyGranted: false }
}

function idsOf(bids: readonly OpeningBid[], state: OpeningBid['state']): string[] {
  return bids.filter((bid) => bid.state === state).map(({ _id }) => _id)
}
