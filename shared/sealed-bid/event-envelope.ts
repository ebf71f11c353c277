import { z } from 'zod'
import { digestField, instantField } from '../contracts/fields.ts'
import type { WebCryptoKey } from '../pki/keys.ts'
import { type Bytes, concat, fromHex, fromUtf8, utf8 } from '../primitives/bytes.ts'
import { canonicalBytes, type Json, NotCanonical, parseCanonical } from '../primitives/canonical-json.ts'
import type { Instant } from '../primitives/instant.ts'
import { eventCommitment } from '../transparency/event.ts'
import { deriveKey } from './content-key.ts'

/**
 * The ledger event of a bid, and event.enc, in which the server keeps it until the opening: sealed under a salt that the
 * client drew and only the client has, so that whoever holds the disk learns no time, and the same submission sent again gets the same receipt.
 */

/** The event of a bid's receipt. It carries no sequence number and no link: they would count. */
export const bidEventSchema = z.strictObject({
  v: z.literal('event/1'),
  type: z.literal('bid.received'),
  subject: z.strictObject({ tender: z.string(), lot: z.string() }),
  at: instantField,
  /** SHA-256 of the manifest. */
  objectSha256: digestField,
})

/** A parsed event of a bid's receipt. */
export type BidEvent = z.output<typeof bidEventSchema>

/** Size of the sealed record in bytes, the same for every bid. */
export const eventEnvelopeBytes = 16 * 1024 + 16

const PADDED_BYTES = 16 * 1024

/** The event that goes on the ledger as an opaque entry when a bid is received. */
export function bidReceivedEvent(input: {
  readonly tender: string
  readonly lot: string
  readonly manifestSha256: string
  readonly receivedAt: Instant
}): BidEvent {
  return {
    v: 'event/1',
    type: 'bid.received',
    subject: { tender: input.tender, lot: input.lot },
    at: input.receivedAt,
    objectSha256: input.manifestSha256,
  }
}

/** What stands in the ledger for an event: SHA-256(salt32 ‖ JCS(event)). */
export function entryCommitment(entrySalt: Bytes, event: BidEvent): Bytes {
  return eventCommitment(entrySalt, event)
}

/** Seals what the server keeps of a submission. Throws a RangeError when the record is longer than 16 KiB. */
export async function sealEventRecord(input: {
  readonly entrySalt: Bytes
  readonly manifestSha256: string
  readonly record: Json
}): Promise<Bytes> {
  const record = canonicalBytes(input.record)
  if (record.length > PADDED_BYTES) throw new RangeError(`an event record of ${record.length} bytes`)
  const plaintext = new Uint8Array(PADDED_BYTES)
  plaintext.set(record)
  const { key, iv } = await eventKey(input)
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plaintext))
}

/** Opens a sealed record; undefined when the salt is another one or the bytes are not whole. */
export async function openEventRecord(input: {
  readonly entrySalt: Bytes
  readonly manifestSha256: string
  readonly enc: Bytes
}): Promise<Json | undefined> {
  if (input.enc.length !== eventEnvelopeBytes) return undefined
  const { key, iv } = await eventKey(input)
  try {
    const padded = fromUtf8(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, input.enc)))
    return parseCanonical(utf8(padded.replace(/\0+$/, '')), PADDED_BYTES)
  } catch (error) {
    if (error instanceof DOMException || error instanceof NotCanonical || error instanceof TypeError) return undefined
    throw error
  }
}

/** Key and nonce: HKDF-SHA-256(ikm = entrySalt, no salt, info = "event/1 " ‖ manifestSha256, 44). One message per pair. */
async function eventKey(input: {
  readonly entrySalt: Bytes
  readonly manifestSha256: string
}): Promise<{ key: WebCryptoKey; iv: Bytes }> {
  const material = await deriveKey(input.entrySalt, concat(utf8('event/1 '), fromHex(input.manifestSha256)), 44)
  const key = await crypto.subtle.importKey('raw', material.slice(0, 32), 'AES-GCM', false, ['encrypt', 'decrypt'])
  return { key, iv: material.slice(32) }
}
