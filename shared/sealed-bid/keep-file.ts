import { z } from 'zod'
import { base64urlField, digestField, instantField } from '../contracts/fields.ts'
import type { Bytes } from '../primitives/bytes.ts'
import type { Json } from '../primitives/canonical-json.ts'
import type { RandomBytes } from '../primitives/random.ts'
import { hex32Field, safeNameField } from './fields.ts'
import { maxManifestBytes } from './manifest.ts'
import { openUnderPassphrase, sealUnderPassphrase } from './passphrase-file.ts'
import { signedReceiptSchema } from './receipt.ts'

const keepSchema = z.strictObject({
  v: z.literal('keep/1'),
  /** Where the bid was or will be submitted, such as `https://bids.example`. */
  origin: z.string().max(300).optional(),
  manifest: z.string().max(maxManifestBytes),
  p7s: base64urlField,
  salt: hex32Field,
  intent: z.enum(['bid', 'withdrawal']),
  entrySalt: hex32Field,
  /** Envelope → K_b. */
  bidderKeys: z.record(safeNameField, hex32Field),
  payloads: z
    .array(
      z.strictObject({
        envelope: safeNameField,
        size: z.int().min(1),
        sha256: digestField,
        /** Where the ciphertext lies on the bidder's side, if it was kept. */
        location: z.string().max(1000).optional(),
        /** Its upload, while the bid is not yet submitted. */
        capability: base64urlField.length(43).optional(),
      }),
    )
    .max(8),
  receipt: signedReceiptSchema.optional(),
  deadlineAt: instantField.optional(),
})

/**
 * Everything a bidder must keep, `keep/1`: with it, it proves its identity again, reveals, or supplies a lost payload,
 * whatever became of its certificate. "My bids" is the set of these files.
 */
export type KeepFile = z.output<typeof keepSchema>

/** Seals a keep-file under a passphrase. Returns the bytes of the file. */
export async function sealKeepFile(keep: KeepFile, passphrase: string, random: RandomBytes): Promise<Bytes> {
  return sealUnderPassphrase({ v: 'keep-sealed/1', content: keepSchema.parse(keep) as unknown as Json, passphrase, random })
}

/** Opens a keep-file. Throws DomainProblem: keep-file-malformed, keep-file-wrong-passphrase. */
export async function openKeepFile(file: Uint8Array, passphrase: string): Promise<KeepFile> {
  return openUnderPassphrase(file, { v: 'keep-sealed/1', passphrase, schema: keepSchema })
}
