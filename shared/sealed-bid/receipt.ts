import { z } from 'zod'
import { base64urlField, digestField, instantField } from '../contracts/fields.ts'
import { type Bytes, fromHex, hex } from '../primitives/bytes.ts'
import { canonicalBytes } from '../primitives/canonical-json.ts'
import type { Instant } from '../primitives/instant.ts'
import { type BidEvent, bidEventSchema, bidReceivedEvent, entryCommitment } from './event-envelope.ts'
import { hex32Field } from './fields.ts'

/** Largest receipt in bytes, checked before parsing. */
export const maxReceiptBytes = 4096

/** `receipt/1` (rules B5, B7): what was received, when, and which entry of the ledger says so. It tells nothing about others. */
export const receiptSchema = z.strictObject({
  v: z.literal('receipt/1'),
  platform: z.string().min(1).max(200),
  tender: z.string().min(1).max(64),
  lot: z.string().min(1).max(64),
  manifestSha256: digestField,
  /** The server's clock when the last byte of the manifest had been read. */
  receivedAt: instantField,
  entrySalt: hex32Field,
  event: bidEventSchema,
  /** SHA-256(entrySalt ‖ JCS(event)): the commitment in the ledger's entry, by which its proof is found. */
  entry: digestField,
})

/** A parsed receipt. */
export type Receipt = z.output<typeof receiptSchema>

/** A receipt as it travels and is kept: its canonical text, the platform's CAdES over it, an RFC 3161 token over SHA-256 of p7s. */
export const signedReceiptSchema = z.strictObject({
  receipt: z.string().min(2).max(maxReceiptBytes),
  p7s: base64urlField.min(100).max(32 * 1024),
  timestamp: base64urlField.max(32 * 1024).optional(),
})

/** A signed receipt. */
export type SignedReceipt = z.output<typeof signedReceiptSchema>

/** Builds the receipt of a submission; the platform signs `bytes`, and `c` goes on the ledger as an opaque entry. */
export function buildReceipt(input: {
  readonly platform: string
  readonly tender: string
  readonly lot: string
  readonly manifestSha256: string
  readonly receivedAt: Instant
  readonly entrySalt: string
}): { readonly receipt: Receipt; readonly bytes: Bytes; readonly event: BidEvent; readonly c: Bytes } {
  const event = bidReceivedEvent(input)
  const c = entryCommitment(fromHex(input.entrySalt), event)
  const { platform, tender, lot, manifestSha256, receivedAt, entrySalt } = input
  const receipt: Receipt = {
    v: 'receipt/1',
    platform,
    tender,
    lot,
    manifestSha256,
    receivedAt,
    entrySalt,
    event,
    entry: hex(c),
  }
  return { receipt, bytes: canonicalBytes(receipt), event, c }
}

/** Whether a receipt says the same thing in all its places. */
export function isConsistentReceipt(receipt: Receipt): boolean {
  const { event, c } = buildReceipt(receipt)
  return hex(c) === receipt.entry && hex(canonicalBytes(event)) === hex(canonicalBytes(receipt.event))
}
