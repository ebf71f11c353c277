import type { ClientSession } from 'mongoose'
import { type EnvelopeName, laterStagesOf, type OpeningStage } from '#shared/catalogue/letter-form.ts'
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
import { severalAtOnce } from './several-at-once.ts'
import { beginStage, clearStages, type Stage } from './stage-files.ts'
import { causeAt, envelopeNamesOf, factOf, fieldsAt, isShownAt, isToOpenAt, stageOf, stageStateOf } from './stages.ts'

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
 * Opens every bid that is to open (`opening/1` step 7), its envelopes of this stage and no other, then shows names, prices and causes of all in one transaction: to everybody at
 * the same moment (O3). With fewer than k custodians' shares it goes on waiting, and says for whom. Payloads that the platform does not
 * have whole are asked for on the chain first: for one window anybody may supply them again.
 */
export async function publishBids(deps: OpeningDeps, opening: OpeningRecord, tender: PublishedTender, at: number): Promise<void> {
  const { k, windows } = tender.openingPolicy
  const stage = stageOf(opening)
  const names = envelopeNamesOf(tender, opening)
  const released = opening.custodians.filter(({ releaseActSha256 }) => releaseActSha256 !== null).length
  const toOpen = (await readOpeningBids(deps, tender._id)).filter((bid) => isToOpenAt(stage, bid))
  if (released < k && toOpen.length > 0) return awaitCustodians(deps, opening, 'releaseActSha256', at)
  const results = await severalAtOnce(toOpen, async (bid) => ({ bid, opened: await openBid(deps, { tender, names, bid }) }))
  const lost = results.flatMap(({ bid, opened }) => (!opened.ok && PAYLOAD_LOST.has(opened.cause.code) ? [bid] : []))
  if (lost.length > 0 && (await waitsForPayloads(deps, opening, lost, { at, windowMs: windows.revealSeconds * 1000, names })))
    return
  const updates = results.map(({ bid, opened }) => ({ _id: bid._id, set: openedAt(stage, bid, opened) }))
  await inTransaction(deps.connection, async (session) => {
    await updateOpeningBids(deps.connection, updates, session)
    if (stage === 'opening') await keepShut(deps, tender, session)
    const bids = await readOpeningBids(deps, tender._id, session)
    const isAnythingLater = laterStagesOf(tender.envelopes).length > 0
    const shown = stage === 'opening' ? bids : bids.filter((bid) => isShownAt(stage, bid))
    await moveOpening(deps, session, opening, {
      event: 'publish',
      fact: factOf(opening, 'published'),
      facts: {
        bids: shown.map((bid) => publishedFacts(tender, stage, bid)),
        // What is kept back is said at once: custodians keep their keys for it.
        ...(stage === 'opening' && isAnythingLater ? { later: laterStagesOf(tender.envelopes) } : {}),
      },
      at,
      lastsMs: windows.objectionSeconds * 1000,
    })
  })
  await clearStages(deps.config.dataFolder, tender._id)
}

/** What is written of a bid whose envelopes of a stage were opened, or were not for a cause. A later stage adds to what the first found. */
function openedAt(stage: OpeningStage, bid: OpeningBid, opened: Opened): Partial<OpeningBid> {
  if (stage === 'opening') {
    if (!opened.ok) return { state: 'failed', cause: opened.cause }
    return { state: 'opened', fields: opened.fields, letters: opened.letters, files: opened.files }
  }
  if (!opened.ok) return { later: { stage, state: 'failed', cause: opened.cause } }
  return {
    later: { stage, state: 'opened', cause: null },
    fields: { ...bid.fields, ...opened.fields },
    letters: { ...bid.letters, ...opened.letters },
    files: [...(bid.files ?? []), ...opened.files],
  }
}

/** Envelopes of a later stage stay shut; that of a bid that failed is never opened. */
async function keepShut(deps: OpeningDeps, tender: PublishedTender, session: ClientSession): Promise<void> {
  const [stage] = laterStagesOf(tender.envelopes)
  if (stage === undefined) return
  const bids = (await readOpeningBids(deps, tender._id, session)).filter((bid) => isShownAt('opening', bid))
  await updateOpeningBids(
    deps.connection,
    bids.map(({ _id, state }) => ({
      _id,
      set: { later: { stage, state: state === 'opened' ? ('sealed' as const) : ('unopened' as const), cause: null } },
    })),
    session,
  )
}

/** What everybody learns of a bid at the moment of publication. A bid that was never live stays nameless; its cause is said. */
function publishedFacts(tender: PublishedTender, stage: OpeningStage, bid: OpeningBid): Json {
  const wasLive = isShownAt('opening', bid)
  const cause = causeAt(stage, bid)
  return {
    number: bid.number,
    manifestSha256: bid._id,
    lot: bid.lot,
    state: stageStateOf(stage, bid),
    party: wasLive ? (bid.identity?.party ?? null) : null,
    name: wasLive ? (bid.identity?.name ?? null) : null,
    fields: fieldsAt(tender, stage, bid),
    cause:
      cause !== null
        ? { code: cause.code, attributedTo: cause.attributedTo, detail: cause.detail, envelope: cause.envelope }
        : null,
  }
}

interface BidToOpen {
  readonly tender: PublishedTender
  /** Envelopes that open now. */
  readonly names: ReadonlySet<EnvelopeName>
  readonly bid: OpeningBid
}

async function openBid(deps: OpeningDeps, { tender, names, bid }: BidToOpen): Promise<Opened> {
  const stored = await readStoredBid(deps, bid._id)
  if (stored === undefined) return { ok: false, cause: causeOf('payload-missing', 'the manifest is gone') }
  const stage = await beginStage(deps, tender._id)
  try {
    return await openEnvelopes(deps, { tender, names, bid, stored, stage })
  } finally {
    await stage.clear()
  }
}

async function openEnvelopes(
  deps: OpeningDeps,
  { tender, names, bid, stored, stage }: BidToOpen & { readonly stored: StoredBid; readonly stage: Stage },
): Promise<Opened> {
  const fields: Record<string, string> = {}
  const letters: Record<string, string> = {}
  const files: (OpenedFile & { readonly path: string })[] = []
  for (const { name: envelope } of tender.envelopes) {
    if (!names.has(envelope)) continue
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
