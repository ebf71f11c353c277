import { z } from 'zod'
import { digestField, instantField } from '../contracts/fields.ts'
import { type Bytes, concat, hex } from '../primitives/bytes.ts'
import { canonicalBytes, type Json } from '../primitives/canonical-json.ts'
import { sha256, sha256Hex } from '../primitives/digest.ts'
import type { Instant } from '../primitives/instant.ts'

/** Bytes of salt before an event: whoever has only the commitment cannot try events against it. */
export const eventSaltBytes = 32

const eventTypeField = z
  .string()
  .max(64)
  .regex(/^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/)

/**
 * `event/1`: one fact of the ledger. What it says in full stands in the act it names, or in the object whose digest it carries.
 * `seq` and `previous` exist only in events that are public at once: in any other they would count.
 */
export const ledgerEventSchema = z
  .strictObject({
    v: z.literal('event/1'),
    /** `thing.happened`. */
    type: eventTypeField,
    /** Names of what it is about: ids, never text a person typed. */
    subject: z
      .record(z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/), z.string().min(1).max(200))
      .check(z.refine((subject) => Object.keys(subject).length <= 12, 'more than twelve names')),
    at: instantField,
    /** SHA-256 of the signed act's bytes. */
    actSha256: digestField.optional(),
    /** SHA-256 of the object, or of the canonical bytes of the event's facts. */
    objectSha256: digestField.optional(),
    /** Place in the tender's public chain, from 1. */
    seq: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    /** Commitment `c` of the event before it in that chain; absent in the first. */
    previous: digestField.optional(),
  })
  .check(
    z.refine((event) => event.actSha256 !== undefined || event.objectSha256 !== undefined, 'names neither an act nor an object'),
    z.refine((event) => (event.previous !== undefined) === (event.seq !== undefined && event.seq > 1), 'previous without seq'),
  )

/** A parsed event. */
export interface LedgerEvent {
  readonly v: 'event/1'
  readonly type: string
  readonly subject: Readonly<Record<string, string>>
  readonly at: Instant
  readonly actSha256?: string | undefined
  readonly objectSha256?: string | undefined
  readonly seq?: number | undefined
  readonly previous?: string | undefined
}

/** Parses an attacker-controlled event. Throws a ZodError. */
export function parseLedgerEvent(value: unknown): LedgerEvent {
  return withoutUndefined(ledgerEventSchema.parse(value))
}

/** The commitment that stands in the log: c = SHA-256(salt32 ‖ JCS(event)). Throws a RangeError on a salt of another length. */
export function eventCommitment(salt: Uint8Array, event: LedgerEvent): Bytes {
  if (salt.length !== eventSaltBytes) throw new RangeError(`an event salt has ${eventSaltBytes} bytes`)
  return sha256(concat(salt, canonicalBytes(withoutUndefined(event))))
}

/** `eventCommitment` in hex, as entries and chains carry it. */
export function eventCommitmentHex(salt: Uint8Array, event: LedgerEvent): string {
  return hex(eventCommitment(salt, event))
}

/** What `objectSha256` holds when the facts themselves are the object: SHA-256 of their canonical bytes. */
export function factsDigest(facts: Json): string {
  return sha256Hex(canonicalBytes(facts))
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T
}
