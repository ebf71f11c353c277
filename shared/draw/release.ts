import { z } from 'zod'
import { digestField, idField } from '../contracts/fields.ts'
import { canonicalBytes } from '../primitives/canonical-json.ts'
import { sha256Hex } from '../primitives/digest.ts'
import { exclusionSchema, leafSchema } from './pool.ts'

const shareField = z.string().regex(/^[0-9a-f]{66}$/)

/** Schema of what is made public at the release (rule X3): everything a stranger needs to draw again, and nobody's name who did not sit. */
export const releaseSchema = z.strictObject({
  v: z.literal('draw-release/1'),
  draw: digestField,
  platform: z.strictObject({
    pi: z.string().regex(/^[0-9a-f]{160}$/),
    /** The dealt key of the box in which the proof lay from before anybody revealed. */
    key: digestField,
    shares: z.array(shareField).min(3).max(15),
  }),
  /** In the order of the parties. Null where the party is left out, with the shares that show why, if any came. */
  numbers: z.array(z.strictObject({ party: idField, r: digestField.nullable(), shares: z.array(shareField).max(15) })).max(8),
  /** The value of the beacon the pool names. */
  beacon: z
    .string()
    .regex(/^(?:[0-9a-f]{2}){1,128}$/)
    .optional(),
  /** Who sat. */
  seats: z
    .array(
      z.strictObject({
        seat: idField,
        token: digestField,
        index: z.int().min(0),
        leaf: leafSchema,
        proof: z.array(digestField).max(64),
      }),
    )
    .max(200),
  /** Of a supplementary draw: everybody who sits by an earlier draw of the committee, shown to have been left out of this one. */
  avoided: z
    .array(
      z.strictObject({
        draw: digestField,
        seat: idField,
        token: digestField,
        exclusion: exclusionSchema,
        index: z.int().min(0),
        proof: z.array(digestField).max(64),
      }),
    )
    .max(200)
    .optional(),
  /** Who was called and did not sit: a place in the tree, no name. */
  passed: z.array(z.strictObject({ seat: idField, index: z.int().min(0) })).max(10_000),
})

/** A parsed release. */
export type DrawRelease = z.output<typeof releaseSchema>

/** What the ledger says of a release: SHA-256 of its canonical bytes, hex. */
export function releaseDigest(release: DrawRelease): string {
  return sha256Hex(canonicalBytes(release))
}
