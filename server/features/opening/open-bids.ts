import type { EnvelopeName } from '#shared/catalogue/letter-form.ts'
import { assertNever } from '#shared/primitives/assert.ts'
import { fromHex, fromUtf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes, type Json } from '#shared/primitives/canonical-json.ts'
import { envelopeNamed } from '#shared/sealed-bid/manifest.ts'
import type { CauseCode } from '#shared/sealed-bid/opening/causes.ts'
import { openBidEnvelope } from '#shared/sealed-bid/opening/open-bid-envelope.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { nodeSealingRuntime } from '../../platform/sealing-runtime.ts'
import { openPayload, payloadState, readStoredBid, type StoredBid } from '../bids/index.ts'
import type { PublishedTender } from '../notices/index.ts'
import { awaitCustodians } from './await-custodians.ts'
import { waitsForPayloads } from './await-payloads.ts'
import type { OpeningDeps } from './deps.ts'
import { causeOf } from './identify-bids.ts'
import { moveOpening } from './move-opening.ts'
import type { OpeningRecord } from './opening.model.ts'
import { type BidCause, type OpenedFile, type OpeningBid, updateOpeningBids } from './opening-bid.model.ts'
import { readOpeningBids } from './read-opening.ts'
import { isToOpen } from './release-shares.ts'
import { severalAtOnce } from './several-at-once.ts'
import { beginStage, clearStages, type Stage } from './stage-files.ts'

/** Causes that end when somebody supplies the payload again. */
const PAYLOAD_LOST: ReadonlySet<BidCause['code']> = new Set(['payload-missing', 'payload-digest-mismatch'])

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
 * the same moment (O3). With fewer than k custodians' shares it goes on waiting, and says for whom. Payloads that the platform does not
 * have whole are asked for on the chain first: for one window anybody may supply them again.
 */
export async function publishBids(deps: OpeningDeps, opening: OpeningRecord, tender: PublishedTender, at: number): Promise<void> {
  const { k, windows } = tender.openingPolicy
  const released = opening.custodians.filter(({ releaseActSha256 }) => releaseActSha256 !== null).length
  const toOpen = (await readOpeningBids(deps, opening._id)).filter(isToOpen)
  if (released < k && toOpen.length > 0) return awaitCustodians(deps, opening, 'releaseActSha256', at)
  const results = await severalAtOnce(toOpen, async (bid) => ({ bid, opened: await openBid(deps, tender, bid) }))
  const lost = results.flatMap(({ bid, opened }) => (!opened.ok && PAYLOAD_LOST.has(opened.cause.code) ? [bid] : []))
  if (lost.length > 0 && (await waitsForPayloads(deps, opening, lost, { at, windowMs: windows.revealSeconds * 1000 }))) return
  const updates = results.map(({ bid: { _id }, opened }) => ({
    _id,
    set: opened.ok
      ? { state: 'opened' as const, fields: opened.fields, letters: opened.letters, files: opened.files }
      : { state: 'failed' as const, cause: opened.cause },
  }))
  await inTransaction(deps.connection, async (session) => {
    await updateOpeningBids(deps.connection, updates, session)
    const bids = await readOpeningBids(deps, opening._id, session)
    await moveOpening(deps, session, opening, {
      event: 'publish',
      fact: 'opening.published',
      facts: { bids: bids.map(publishedFacts) },
      at,
      lastsMs: windows.objectionSeconds * 1000,
    })
  })
  await clearStages(deps.config.dataFolder, opening._id)
}

/** What everybody learns of a bid at the moment of publication. A bid that was never live stays nameless; its cause is said. */
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
      bid.cause !== null
        ? { code: bid.cause.code, attributedTo: bid.cause.attributedTo, detail: bid.cause.detail, envelope: bid.cause.envelope }
        : null,
  }
}

async function openBid(deps: OpeningDeps, tender: PublishedTender, bid: OpeningBid): Promise<Opened> {
  const stored = await readStoredBid(deps, bid._id)
  if (stored === undefined) return { ok: false, cause: causeOf('payload-missing', 'the manifest is gone') }
  const stage = await beginStage(deps, tender._id)
  try {
    return await openEnvelopes(deps, { tender, bid, stored, stage })
  } finally {
    await stage.clear()
  }
}

async function openEnvelopes(
  deps: OpeningDeps,
  {
    tender,
    bid,
    stored,
    stage,
  }: { readonly tender: PublishedTender; readonly bid: OpeningBid; readonly stored: StoredBid; readonly stage: Stage },
): Promise<Opened> {
  const fields: Record<string, string> = {}
  const letters: Record<string, string> = {}
  const files: (OpenedFile & { readonly path: string })[] = []
  for (const { name: envelope } of tender.envelopes) {
    const key = bid.bidderKeys?.[envelope]
    const verdict = await openBidEnvelope(nodeSealingRuntime, {
      manifest: stored.manifest,
      envelope,
      shares: sharesOf(bid, envelope, 'custodian'),
      ...(bid.isRemedyGranted ? { remedyShares: sharesOf(bid, envelope, 'remedy') } : {}),
      ...(key === undefined ? {} : { bidderKey: fromHex(key) }),
      payload: await openPayload(deps, stored, envelope),
      onFile: ({ name, size, sha256 }) => {
        const { sink, path } = stage.sink()
        files.push({ envelope, name, size, sha256, path })
        return sink
      },
    })
    if (!verdict.ok) return { ok: false, cause: await causeFound(deps, stored, envelope, verdict) }
    Object.assign(fields, verdict.fields)
    letters[envelope] = fromUtf8(canonicalBytes(verdict.letter))
  }
  for (const file of files) await stage.keep(file)
  return { ok: true, fields, letters, files: files.map(({ path: _, ...file }) => file) }
}

/** A payload that is not the one signed is the platform's fault, whatever else is wrong with the bid; its digest is the evidence. */
async function causeFound(
  deps: OpeningDeps,
  stored: StoredBid,
  envelope: EnvelopeName,
  { cause, detail }: { readonly cause: CauseCode; readonly detail: string },
): Promise<BidCause> {
  const state = await payloadState(deps, stored, envelope)
  const signedSha256 = envelopeNamed(stored.manifest, envelope)?.payload.sha256 ?? ''
  switch (state.state) {
    case 'whole':
      return causeOf(cause, detail, envelope)
    case 'missing':
      return causeOf('payload-missing', 'the platform does not have the payload that was signed', envelope, { signedSha256 })
    case 'damaged':
      return causeOf('payload-digest-mismatch', 'the stored payload is not the one signed', envelope, {
        signedSha256,
        foundSha256: state.foundSha256,
      })
    default:
      return assertNever(state)
  }
}

function sharesOf(bid: OpeningBid, envelope: EnvelopeName, purpose: 'custodian' | 'remedy') {
  return bid.shares.filter((share) => share.envelope === envelope && share.purpose === purpose).map(({ share }) => fromHex(share))
}
