import type { VerifiedAct } from '#shared/acts/act.ts'
import type { EnvelopeName } from '#shared/catalogue/letter-form.ts'
import { fromHex } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { shareDigest } from '#shared/sealed-bid/shares.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readStoredBid } from '../bids/index.ts'
import { appendEvent } from '../ledger/index.ts'
import { areCustodiansEnough } from './await-custodians.ts'
import { seatOf, withProgress } from './custodian-seats.ts'
import type { OpeningRecords } from './deps.ts'
import { hastenOpening } from './move-opening.ts'
import { openingModel } from './opening.model.ts'
import { type OpeningBid, openingBidModel } from './opening-bid.model.ts'
import { assertListSigned, type ListSubject, readOpeningAt, readOpeningBids } from './read-opening.ts'
import type { UnreadableEnvelope } from './report-envelopes.ts'
import { envelopeNamesOf, isToOpenAt, laterPart, stageOf } from './stages.ts'

interface GivenShare {
  readonly manifestSha256: string
  readonly envelope: EnvelopeName
  readonly purpose: 'custodian' | 'remedy'
  readonly share: string
}

type ReleaseAct = VerifiedAct<
  ListSubject,
  {
    readonly settlementSha256: string
    readonly shares: readonly GivenShare[]
    readonly unreadable: readonly UnreadableEnvelope[]
  }
>

/**
 * A custodian releases its shares of K_c for every bid that is to open, and of K_b where a remedy was granted, by one act for each stage
 * (`opening/1` step 6). Only after `reveal.closed`, and at a later stage after the act that opens it; every share is checked against the
 * bidder's commitment and is of an envelope that opens now; nothing is taken by halves.
 */
export async function releaseShares(
  deps: OpeningRecords,
  { act, at }: { readonly act: ReleaseAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(deps, act.subject, ['releasing'], session)
    assertListSigned(opening, act.subject)
    if (act.body.settlementSha256 !== opening.settlement?.sha256) throw new DomainProblem('record-changed')
    const seat = seatOf(tender, act.by)
    const custodians = withProgress(opening, seat.i, 'releaseActSha256', act.sha256)
    const stage = stageOf(opening)
    const bids = (await readOpeningBids(deps, tender._id, session)).filter((bid) => isToOpenAt(stage, bid))
    const names = envelopeNamesOf(tender, opening)
    assertNoneTooMany(bids, names, act.body.shares)
    for (const bid of bids) {
      const shares = await checkedShares(deps, bid, { i: seat.i, names, body: act.body })
      await openingBidModel(deps.connection).updateOne({ _id: bid._id }, { $push: { shares: { $each: shares } } }, { session })
    }
    await appendEvent(deps, session, {
      type: stage === 'opening' ? 'custody.released' : 'custody.stage-released',
      subject: { tender: tender._id },
      at: instantOf(at),
      act,
      tender: tender._id,
      facts: { ...laterPart(opening), i: seat.i, unreadable: act.body.unreadable.map((entry) => ({ ...entry })) },
      // k of these acts open everything: they become public with the bundle, when all is shown at the same moment (O3).
      isActPublic: false,
    })
    await openingModel(deps.connection).updateOne(
      { _id: opening._id, version: opening.version },
      { $set: { custodians }, $inc: { version: 1 } },
      { session },
    )
    if (areCustodiansEnough(opening, custodians, 'releaseActSha256', tender.openingPolicy.k))
      await hastenOpening(deps, session, opening, at)
  })
}

/** A share that was not asked for is refused, act and all: signed acts become public, and with k of them what must stay closed would open. */
function assertNoneTooMany(bids: readonly OpeningBid[], names: ReadonlySet<EnvelopeName>, shares: readonly GivenShare[]): void {
  for (const { manifestSha256, envelope, purpose } of shares) {
    const bid = bids.find(({ _id }) => _id === manifestSha256)
    if (bid === undefined || !names.has(envelope) || (purpose === 'remedy' && !bid.isRemedyGranted))
      throw new DomainProblem('share-wrong', { manifestSha256, envelope })
  }
}

async function checkedShares(
  deps: OpeningRecords,
  bid: OpeningBid,
  { i, names, body }: { readonly i: number; readonly names: ReadonlySet<EnvelopeName>; readonly body: ReleaseAct['body'] },
): Promise<OpeningBid['shares'][number][]> {
  const stored = await readStoredBid(deps, bid._id)
  const shares: OpeningBid['shares'][number][] = []
  for (const described of stored?.manifest.envelopes ?? []) {
    const envelope = described.name as EnvelopeName
    if (!names.has(envelope)) continue
    const purposes = bid.isRemedyGranted ? (['custodian', 'remedy'] as const) : (['custodian'] as const)
    for (const purpose of purposes) {
      const isThis = (entry: { manifestSha256: string; envelope: string; purpose: string }) =>
        entry.manifestSha256 === bid._id && entry.envelope === envelope && entry.purpose === purpose
      const given = body.shares.find(isThis)
      if (given === undefined) {
        if (body.unreadable.some(isThis)) continue
        throw new DomainProblem('shares-incomplete', { manifestSha256: bid._id })
      }
      const sealed = (purpose === 'custodian' ? described.custodians : (described.remedy ?? [])).find((entry) => entry.i === i)
      if (sealed === undefined || shareDigest(fromHex(given.share)) !== sealed.shareSha256)
        throw new DomainProblem('share-wrong', { manifestSha256: bid._id, envelope })
      shares.push({ i, envelope, purpose, share: given.share })
    }
  }
  return shares
}
