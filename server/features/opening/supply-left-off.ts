import { verifyCms } from '#shared/pki/cms-signature.ts'
import { equalBytes, fromBase64url, fromHex, hex, utf8 } from '#shared/primitives/bytes.ts'
import { parseCanonical } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { entryCommitment } from '#shared/sealed-bid/event-envelope.ts'
import { isConsistentReceipt, maxReceiptBytes, receiptSchema, type SignedReceipt } from '#shared/sealed-bid/receipt.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readStoredBid } from '../bids/index.ts'
import { appendEvent, proveEntryAt } from '../ledger/index.ts'
import type { OpeningDeps } from './deps.ts'
import { openingBidModel } from './opening-bid.model.ts'
import { readOpeningAt, readOpeningBids } from './read-opening.ts'

/**
 * Adds a bid that the list left off, on its receipt, until causes are fixed (`opening/1` step 2). The receipt must bear this platform's
 * signature and its entry must stand under the deadline's checkpoint; the manifest must still be stored, else the loss is the platform's
 * and the receipt proves it before anybody.
 */
export async function supplyLeftOff(
  deps: OpeningDeps,
  {
    tender,
    receipt: signed,
    manifest,
    at,
  }: { readonly tender: string; readonly receipt: SignedReceipt; readonly manifest: string; readonly at: number },
): Promise<void> {
  const { opening } = await readOpeningAt(deps, tender, ['listed'])
  const receipt = receiptSchema.parse(parseCanonical(utf8(signed.receipt), maxReceiptBytes))
  const refuse = (detail: string): never => {
    throw new DomainProblem('evidence-wrong', { detail })
  }
  const { signer } = await verifyCms({ content: utf8(signed.receipt), p7s: fromBase64url(signed.p7s) })
  if (!equalBytes(signer.der, deps.keys.platformSigner.certificate)) refuse('the receipt is not signed by this platform')
  if (!isConsistentReceipt(receipt) || receipt.tender !== tender || receipt.platform !== deps.config.platformName)
    refuse('the receipt is of another bid')
  const manifestSha256 = sha256Hex(utf8(manifest))
  if (receipt.manifestSha256 !== manifestSha256) refuse('the receipt is of another manifest')
  if (millisOf(receipt.receivedAt) >= opening.deadlineAt.getTime()) refuse('received after the deadline')
  const c = hex(entryCommitment(fromHex(receipt.entrySalt), receipt.event))
  const proof = await proveEntryAt(deps, { c, log: opening.boxLog ?? 0, size: opening.boxSize ?? 0 })
  if (proof === undefined) refuse('its entry is not under the deadline checkpoint')
  const stored = await readStoredBid(deps, manifestSha256)
  if (stored === undefined) return refuse('the platform no longer holds this bid: the receipt is proof of its loss')
  await inTransaction(deps.connection, async (session) => {
    const bids = await readOpeningBids(deps, tender, session)
    if (bids.some(({ _id }) => _id === manifestSha256)) return
    const number = bids.length + 1
    await openingBidModel(deps.connection).create(
      [{ _id: manifestSha256, tender, lot: stored.manifest.bind.lot, number, state: 'listed' }],
      { session },
    )
    await appendEvent(deps, session, {
      type: 'opening.bid-added',
      subject: { tender, bid: manifestSha256 },
      at: instantOf(at),
      tender,
      facts: { number, manifestSha256 },
    })
  })
}
