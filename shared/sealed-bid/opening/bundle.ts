import { z } from 'zod'
import { maxListActBytes } from '../../acts/act.ts'
import { laterStages } from '../../catalogue/letter-form.ts'
import { base64urlField, digestField, idField } from '../../contracts/fields.ts'
import { ledgerEventSchema } from '../../transparency/event.ts'
import { bidEventSchema } from '../event-envelope.ts'
import { hex32Field, safeNameField } from '../fields.ts'
import { maxManifestBytes } from '../manifest.ts'
import { mostBids } from './most-bids.ts'

/** Largest bundle in bytes, checked before parsing: two thousand bids fit. */
export const maxBundleBytes = 256 * 1024 * 1024

const proofSchema = z.strictObject({ leafIndex: z.int().min(0), inclusionProof: z.array(digestField).max(64) })
/** Schema of a stored act: the text that was signed, and the signature. */
export const signedTextSchema = z.strictObject({ act: z.string().max(maxListActBytes), p7s: base64urlField.max(175_000) })
/** Schema of a tender's public chain with its proofs. */
export const chainSchema = z
  .array(
    z.strictObject({
      salt: digestField,
      event: ledgerEventSchema,
      facts: z.unknown().optional(),
      log: z.int(),
      proof: proofSchema,
    }),
  )
  .min(1)
  .max(100_000)
/** Schema of the signed checkpoints a chain is proven against. */
export const checkpointsSchema = z
  .array(z.strictObject({ log: z.int(), note: z.string().max(64 * 1024), consistencyProof: z.array(digestField).max(128) }))
  .min(1)
  .max(10_000)

const causeSchema = z.strictObject({
  code: z.string().regex(/^[a-z-]{1,60}$/),
  attributedTo: z.enum(['bidder', 'custodian', 'platform']),
  detail: z.string().max(2000),
  envelope: safeNameField.nullable(),
})

const bundleBidSchema = z.strictObject({
  number: z.int().min(1),
  manifestSha256: digestField,
  /** Canonical text of the manifest. */
  manifest: z.string().max(maxManifestBytes),
  /** What proves whose it is; without address and device. Null where it never opened, and for every bid of a failed lot. */
  identity: z
    .strictObject({
      p7s: base64urlField.max(40_000),
      salt: hex32Field,
      intent: z.enum(['bid', 'withdrawal']),
      event: bidEventSchema,
      entrySalt: hex32Field,
    })
    .nullable(),
  /** The bid's entry under the deadline checkpoint. */
  entry: proofSchema.nullable(),
  /** The party it was shown for; null for bids that were never live. */
  party: z.string().max(200).nullable(),
  state: z.enum(['listed', 'out', 'live', 'revealed', 'opened', 'failed']),
  cause: causeSchema.nullable(),
  isRemedyGranted: z.boolean(),
  /** Envelope → K_b as revealed. Null when none came, and under "custodians". */
  bidderKeys: z.record(safeNameField, hex32Field).nullable(),
  shares: z
    .array(
      z.strictObject({
        i: z.int().min(1).max(15),
        envelope: safeNameField,
        purpose: z.enum(['custodian', 'remedy']),
        share: z.string().regex(/^[0-9a-f]{66}$/),
      }),
    )
    .max(15 * 8 * 2),
  /** Envelope → first 56 bytes of payload.enc, hex: salt and key commitment. */
  payloadHeads: z.record(safeNameField, z.string().regex(/^[0-9a-f]{112}$/)),
  /** Envelope → canonical text of its letter. Null unless opened. */
  letters: z.record(safeNameField, z.string().max(1024 * 1024)).nullable(),
  /** What became of its envelope of a later stage, once that stage was shown. */
  later: z
    .strictObject({ stage: z.enum(laterStages), state: z.enum(['opened', 'failed']), cause: causeSchema.nullable() })
    .optional(),
})

/**
 * `opening/1`: everything a stranger needs to check an opening off line, except what must come from elsewhere: the log's key and
 * the trust anchors. Texts that were signed or hashed stand in it as they were, so their bytes are never guessed.
 */
export const openingBundleSchema = z.strictObject({
  v: z.literal('opening/1'),
  platform: z.string().max(200),
  tender: idField,
  /** Every notice of the round, the one in force at the deadline last. */
  notices: z.array(signedTextSchema).min(1).max(100),
  /** The tender's public chain, whole, in the order of seq, each entry proven against the last checkpoint of its log. */
  chain: chainSchema,
  /**
   * Signed checkpoints of each log by size, the newest last: one between any two steps of the opening, and the deadline's own.
   * `consistencyProof` leads from each to the newest of its log (empty for that one).
   */
  checkpoints: checkpointsSchema,
  /** The checkpoint that closed the box, one of the above, and the token over SHA-256 of its text. */
  deadline: z.strictObject({
    log: z.int(),
    size: z.int().min(0),
    timestamp: base64urlField.max(64 * 1024).nullable(),
  }),
  bids: z.array(bundleBidSchema).max(mostBids),
  /** Acts the chain names, as far as they are public: releases, reports, signatures. */
  acts: z.array(signedTextSchema).max(20_000),
  settlement: z
    .string()
    .max(8 * 1024 * 1024)
    .nullable(),
  record: z
    .string()
    .max(64 * 1024 * 1024)
    .nullable(),
  /** Later stage → its record. Absent where there is none. */
  laterRecords: z.partialRecord(z.enum(laterStages), z.string().max(64 * 1024 * 1024)).optional(),
})

/** A parsed bundle; nothing in it is believed yet. */
export type OpeningBundle = z.output<typeof openingBundleSchema>
/** One bid of a bundle. */
export type BundleBid = OpeningBundle['bids'][number]

/** Parses an attacker-controlled bundle. Throws a RangeError when it is too long, a ZodError or SyntaxError when it is not one. */
export function parseOpeningBundle(bytes: Uint8Array): OpeningBundle {
  if (bytes.length > maxBundleBytes) throw new RangeError(`a bundle of ${bytes.length} bytes`)
  return openingBundleSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
}
