import type { EnvelopeName } from '#shared/catalogue/letter-form.ts'
import { fromHex, fromUtf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes, type Json } from '#shared/primitives/canonical-json.ts'
import { openBidEnvelope } from '#shared/sealed-bid/opening/open-bid-envelope.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { nodeSealingRuntime } from '../../platform/sealing-runtime.ts'
import { openPayload, payloadState, readStoredBid } from '../bids/index.ts'
import type { PublishedTender } from '../notices/index.ts'
import { blobSink } from './blob-sink.ts'
import type { OpeningDeps } from './deps.ts'
import { causeOf } from './identify-bids.ts'
import { moveOpening } from './move-opening.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import { type BidCause, type OpenedFile, type OpeningBid, updateOpeningBids } from './opening-bid.model.ts'
import { readOpeningBids } from './read-opening.ts'
import { isToOpen } from './release-shares.ts'
import { severalAtOnce } from './several-at-once.ts'

type Opened =
  | {
      readonly ok: true
      readonly fields: Record<string, string>
      readonly letters: Record<string, string>
      readonly files: OpenedFile[]
    }
  | { readonly ok: false; readonly cause: BidCause }

/**
 * Opens every bid that is to open (`opening/1` step 7), then shows names, prices and causes of all in one transaction: to everybody at
 * the same moment (O3). With fewer than k custodians' shares it goes on waiting; their silence stands in the opening for all to see.
 */
export async function publishBids(deps: OpeningDeps, opening: OpeningRecord, tender: PublishedTender, at: number): Promise<void> {
  const released = opening.custodians.filter(({ releaseActSha256 }) => releaseActSha256 !== null).length
  const before = await readOpeningBids(deps, opening._id)
  if (released < tender.openingPolicy.k && before.some(isToOpen)) {
    const nextDueAt = new Date(at + tender.openingPolicy.windows.custodianSeconds * 1000)
    await openingModel(deps.connection).updateOne(
      { _id: opening._id, version: opening.version },
      { $set: { nextDueAt, stepEndsAt: nextDueAt } },
    )
    return
  }
  const updates = await severalAtOnce(before.filter(isToOpen), async (bid) => {
    const result = await openBid(deps, tender, bid)
    const set = result.ok
      ? { state: 'opened' as const, fields: result.fields, letters: result.letters, files: result.files }
      : { state: 'failed' as const, cause: result.cause }
    return { _id: bid._id, set }
  })
  await inTransaction(deps.connection, async (session) => {
    await updateOpeningBids(deps.connection, updates, session)
    const bids = await readOpeningBids(deps, opening._id, session)
    await moveOpening(deps, session, opening, {
      event: 'publish',
      fact: 'opening.published',
      facts: { bids: bids.map(publishedFacts) },
      at,
      lastsMs: tender.openingPolicy.windows.objectionSeconds * 1000,
    })
  })
}

/** What everybody learns of a bid at the moment of publication. A bid that was never live stays nameless. */
function publishedFacts(bid: OpeningBid): Json {
  const wasLive = bid.state === 'opened' || bid.state === 'failed'
  return {
    number: bid.number,
    manifestSha256: bid._id,
    lot: bid.lot,
    state: bid.state,
    party: wasLive ? (bid.identity?.party ?? null) : null,
    name: wasLive ? (bid.identity?.name ?? null) : null,
    fields: bid.fields,
    cause:
      wasLive && bid.cause !== null
        ? { code: bid.cause.code, attributedTo: bid.cause.attributedTo, detail: bid.cause.detail, envelope: bid.cause.envelope }
        : null,
  }
}

async function openBid(deps: OpeningDeps, tender: PublishedTender, bid: OpeningBid): Promise<Opened> {
  const stored = await readStoredBid(deps, bid._id)
  if (stored === undefined) return { ok: false, cause: causeOf('payload-missing', 'the manifest is gone') }
  const fields: Record<string, string> = {}
  const letters: Record<string, string> = {}
  const files: OpenedFile[] = []
  for (const { name: envelope } of tender.envelopes) {
    const collected: OpenedFile[] = []
    const key = bid.bidderKeys?.[envelope]
    const verdict = await openBidEnvelope(nodeSealingRuntime, {
      manifest: stored.manifest,
      envelope,
      shares: sharesOf(bid, envelope, 'custodian'),
      ...(bid.isRemedyGranted ? { remedyShares: sharesOf(bid, envelope, 'remedy') } : {}),
      ...(key === undefined ? {} : { bidderKey: fromHex(key) }),
      payload: await openPayload(deps, stored, envelope),
      onFile: (file) => blobSink(deps.blobs, (sha256, size) => collected.push({ envelope, name: file.name, size, sha256 })),
    })
    if (!verdict.ok) {
      for (const { sha256 } of collected) await deps.blobs.remove(sha256)
      // A payload that is not the one signed is the platform's fault, whatever else is wrong with the bid; its digest is the evidence.
      const state = await payloadState(deps, stored, envelope)
      if (state.state === 'damaged') {
        return {
          ok: false,
          cause: causeOf('payload-digest-mismatch', 'the stored payload is not the one signed', envelope, {
            foundSha256: state.foundSha256,
          }),
        }
      }
      return {
        ok: false,
        cause: { code: verdict.cause, attributedTo: verdict.attributedTo, detail: verdict.detail, envelope, evidence: {} },
      }
    }
    Object.assign(fields, verdict.fields)
    letters[envelope] = fromUtf8(canonicalBytes(verdict.letter))
    files.push(...collected)
  }
  return { ok: true, fields, letters, files }
}

function sharesOf(bid: OpeningBid, envelope: EnvelopeName, purpose: 'custodian' | 'remedy') {
  return bid.shares.filter((share) => share.envelope === envelope && share.purpose === purpose).map(({ share }) => fromHex(share))
}
