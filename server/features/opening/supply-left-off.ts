import type { ClientSession } from 'mongoose'
import { z } from 'zod'
import type { EnvelopeName } from '#shared/catalogue/letter-form.ts'
import { CertificateRefused } from '#shared/pki/certificate.ts'
import { CmsRefused, verifyCms } from '#shared/pki/cms-signature.ts'
import { equalBytes, fromBase64url, fromHex, hex, utf8 } from '#shared/primitives/bytes.ts'
import { NotCanonical, parseCanonical } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { entryCommitment } from '#shared/sealed-bid/event-envelope.ts'
import type { IdentityContent } from '#shared/sealed-bid/identity-envelope.ts'
import {
  isConsistentReceipt,
  maxReceiptBytes,
  type Receipt,
  receiptSchema,
  type SignedReceipt,
} from '#shared/sealed-bid/receipt.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readStoredBid, type StoredBid } from '../bids/index.ts'
import { appendEvent, awaitCheckpoint, proveEntryAt } from '../ledger/index.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { OpeningDeps } from './deps.ts'
import { judgeIdentity } from './identify-bids.ts'
import { countLot, judgeBids, lotFailed } from './judge-bids.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import { type BidIdentity, type OpeningBidUpdate, openingBidModel, updateOpeningBids } from './opening-bid.model.ts'
import { readOpeningAt, readOpeningBids } from './read-opening.ts'
import { assertKeysFit } from './reveal-keys.ts'
import { prepareSettlement } from './settle.ts'

/** What proves that a bid was received and left off the list. */
export interface LeftOffEvidence {
  readonly tender: string
  readonly receipt: SignedReceipt
  /** The manifest, canonical text. */
  readonly manifest: string
  /** The bidder's own proof of identity; needed once the live bids have been found. */
  readonly identity: IdentityContent | undefined
  /** K_b of every envelope, where the bidders' window may be over. */
  readonly keys: Readonly<Partial<Record<EnvelopeName, string>>> | undefined
  readonly at: number
}

/**
 * Adds a bid that the list left off, on its receipt, until `reveal.closed` fixes the causes (`opening/1` step 2). The receipt must bear
 * this platform's signature and its entry must stand under the deadline's checkpoint; the manifest must still be stored, else the loss is
 * the platform's and the receipt proves it before anybody. Once live bids have been found the bid is judged among them, at once.
 * Throws `evidence-wrong`, `reveal-wrong-key`, `reveal-incomplete`.
 */
export async function supplyLeftOff(deps: OpeningDeps, evidence: LeftOffEvidence): Promise<void> {
  const { tender: tenderId, manifest, at } = evidence
  const states = ['listed', 'revealing', 'reporting', 'settling'] as const
  const { opening: before } = await readOpeningAt(deps, tenderId, states)
  const manifestSha256 = sha256Hex(utf8(manifest))
  await assertReceiptProves(deps, before, await signedReceipt(deps, evidence.receipt), manifestSha256)
  const stored = await readStoredBid(deps, manifestSha256)
  if (stored === undefined) return refuse('the platform no longer holds this bid: the receipt is proof of its loss')
  const identity = await identityOf(deps, before, stored, evidence)
  if (identity === null && before.state !== 'listed') refuse('the identities are known already: prove whose the bid is')
  const keys = evidence.keys ?? null
  if (keys !== null) await assertKeysFit(deps, { tender: tenderId, manifestSha256, keys })
  const c = await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(deps, tenderId, states, session)
    if (identity === null && opening.state !== 'listed') throw new DomainProblem('state-changed')
    const bids = await readOpeningBids(deps, tenderId, session)
    if (bids.some(({ _id }) => _id === manifestSha256)) return undefined
    const number = bids.length + 1
    const isRevealed = keys !== null && opening.state !== 'listed'
    await openingBidModel(deps.connection).create(
      [
        {
          _id: manifestSha256,
          tender: tenderId,
          lot: stored.manifest.bind.lot,
          number,
          state: 'listed',
          identity,
          ...(isRevealed ? { bidderKeys: keys, revealedAt: new Date(at) } : {}),
        },
      ],
      { session },
    )
    const added = await appendEvent(deps, session, {
      type: 'opening.bid-added',
      subject: { tender: tenderId, bid: manifestSha256 },
      at: instantOf(at),
      tender: tenderId,
      facts: { number, manifestSha256 },
    })
    if (opening.state !== 'listed') await joinLiveBids(deps, { opening, tender, manifestSha256, isRevealed, at }, session)
    return added.c
  })
  // What custodians do for it must come after it in the log.
  if (c !== undefined) await awaitCheckpoint(deps, c)
}

/** Judges a bid that came late onto the list among the live ones: it may replace its party's earlier bid, or be out itself. */
async function joinLiveBids(
  deps: OpeningDeps,
  {
    opening,
    tender,
    manifestSha256,
    isRevealed,
    at,
  }: {
    readonly opening: OpeningRecord
    readonly tender: PublishedTender
    readonly manifestSha256: string
    readonly isRevealed: boolean
    readonly at: number
  },
  session: ClientSession,
): Promise<void> {
  const bids = await readOpeningBids(deps, opening._id, session)
  const outcomes = await judgeBids(deps, bids, new Map())
  const updates = bids.flatMap(({ _id, lot, state }): OpeningBidUpdate[] => {
    const outcome = outcomes.get(_id)
    const isNew = _id === manifestSha256
    if (isNew && outcome === 'live' && opening.lots.some((known) => known.lot === lot && known.isFailed))
      return [{ _id, set: { state: 'out', cause: lotFailed } }]
    if (isNew && outcome === 'live') return [{ _id, set: { state: isRevealed ? 'revealed' : 'live' } }]
    const isOvertaken = state === 'live' || state === 'revealed' || isNew
    return outcome !== undefined && outcome !== 'live' && isOvertaken ? [{ _id, set: { state: 'out', cause: outcome } }] : []
  })
  await updateOpeningBids(deps.connection, updates, session)
  // A lot that has failed stays failed and one that goes on goes on: only the number is corrected.
  const lots = opening.lots.map((lot) => (lot.isFailed ? lot : { ...countLot(lot, bids, outcomes), isFailed: false }))
  const set = opening.state === 'settling' ? { lots, ...(await settleAnew(deps, { opening, tender, at }, session)) } : { lots }
  const changed = await openingModel(deps.connection).updateOne(
    { _id: opening._id, version: opening.version },
    { $set: set, $inc: { version: 1 } },
    { session },
  )
  if (changed.matchedCount === 0) throw new DomainProblem('state-changed')
}

/** The settlement that waited for signatures did not know the bid: it is written anew, and signed anew. */
async function settleAnew(
  deps: OpeningDeps,
  { opening, tender, at }: { readonly opening: OpeningRecord; readonly tender: PublishedTender; readonly at: number },
  session: ClientSession,
): Promise<Partial<OpeningRecord>> {
  const settlement = await prepareSettlement(deps, opening, tender, at, session)
  const { c } = await appendEvent(deps, session, {
    type: 'opening.settlement-prepared',
    subject: { tender: opening._id },
    at: instantOf(at),
    tender: opening._id,
    facts: { settlementSha256: settlement.sha256 },
  })
  const stepEndsAt = new Date(at + tender.openingPolicy.windows.signatureSeconds * 1000)
  return { settlement, lastEvent: c, stepEndsAt, nextDueAt: stepEndsAt }
}

async function identityOf(
  deps: OpeningDeps,
  opening: OpeningRecord,
  stored: StoredBid,
  { identity }: LeftOffEvidence,
): Promise<BidIdentity | null> {
  if (identity === undefined) return null
  const judged = await judgeIdentity(deps, opening, stored, identity, true)
  return judged.kind === 'known' ? judged.identity : refuse(judged.cause.detail)
}

/** Parses an attacker-controlled receipt and checks that this platform signed it. Throws `evidence-wrong`. */
async function signedReceipt(deps: OpeningDeps, signed: SignedReceipt): Promise<Receipt> {
  try {
    const receipt = receiptSchema.parse(parseCanonical(utf8(signed.receipt), maxReceiptBytes))
    const { signer } = await verifyCms({ content: utf8(signed.receipt), p7s: fromBase64url(signed.p7s) })
    if (!equalBytes(signer.der, deps.keys.platformSigner.certificate)) refuse('the receipt is not signed by this platform')
    return receipt
  } catch (error) {
    if (error instanceof CmsRefused || error instanceof CertificateRefused || error instanceof RangeError)
      return refuse(`the signature over the receipt: ${error.message}`)
    if (error instanceof NotCanonical || error instanceof z.ZodError) return refuse('not a receipt/1')
    throw error
  }
}

async function assertReceiptProves(
  deps: OpeningDeps,
  opening: OpeningRecord,
  receipt: Receipt,
  manifestSha256: string,
): Promise<void> {
  if (!isConsistentReceipt(receipt) || receipt.tender !== opening._id || receipt.platform !== deps.config.platformName)
    refuse('the receipt is of another bid')
  if (receipt.manifestSha256 !== manifestSha256) refuse('the receipt is of another manifest')
  if (millisOf(receipt.receivedAt) >= opening.deadlineAt.getTime()) refuse('received after the deadline')
  const c = hex(entryCommitment(fromHex(receipt.entrySalt), receipt.event))
  const proof = await proveEntryAt(deps, { c, log: opening.boxLog ?? 0, size: opening.boxSize ?? 0 })
  if (proof === undefined) refuse('its entry is not under the deadline checkpoint')
}

function refuse(detail: string): never {
  throw new DomainProblem('evidence-wrong', { detail })
}
