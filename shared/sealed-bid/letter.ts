import { z } from 'zod'
import { digestField } from '../contracts/fields.ts'
import { type Bytes, utf8 } from '../primitives/bytes.ts'
import { canonicalBytes, NotCanonical, parseCanonical } from '../primitives/canonical-json.ts'
import { hex32Field, safeNameField } from './fields.ts'
import { firstFault } from './manifest.ts'
import { CauseFound } from './opening/causes.ts'

/** Largest letter in bytes, checked before parsing. */
export const maxLetterBytes = 1024 * 1024

/** A file name inside an envelope: what every file system takes, no folders, nothing that steers a terminal. At most 200 bytes. */
export const fileNameField = z
  .string()
  .min(1)
  .max(200)
  .refine(isFileName, 'not a plain file name in normal form C, of at most 200 bytes of UTF-8')

const letterSchema = z.strictObject({
  v: z.literal('letter/1'),
  envelope: safeNameField,
  /** Every field of the notice's form; the salt (32 bytes) hides its value in the manifest's commitment. */
  fields: z
    .record(safeNameField, z.strictObject({ value: z.string().max(20_000), salt: hex32Field }))
    .refine((fields) => Object.keys(fields).length <= 64, 'more than 64 fields'),
  files: z
    .array(z.strictObject({ name: fileNameField, size: z.int().min(0), sha256: digestField }))
    .max(500)
    .refine((files) => new Set(files.map((file) => file.name.toLowerCase())).size === files.length, 'two files of one name'),
})

/** The structured bid letter of one envelope, `letter/1`: values as text, files in the order of their bytes. */
export type Letter = z.output<typeof letterSchema>
/** A file as its letter lists it. */
export type ListedFile = Letter['files'][number]

/** The canonical bytes of a letter. */
export function letterBytes(letter: Letter): Bytes {
  return canonicalBytes(letter)
}

/**
 * Parses the letter of a decrypted envelope: attacker-controlled. A letter that two parsers could read differently
 * (duplicate keys, other numbers, escapes) is not canonical and refused as such. Throws CauseFound: letter-not-canonical, letter-malformed.
 */
export function parseLetter(bytes: Uint8Array, envelope: string): Letter {
  try {
    const letter = letterSchema.parse(parseCanonical(bytes, maxLetterBytes))
    if (letter.envelope !== envelope) throw new CauseFound('letter-malformed', `a letter of the envelope ${letter.envelope}`)
    return letter
  } catch (error) {
    if (error instanceof NotCanonical) throw new CauseFound('letter-not-canonical', error.message)
    if (error instanceof z.ZodError) throw new CauseFound('letter-malformed', firstFault(error))
    throw error
  }
}

/** Whether a text is a file name a letter may list. */
export function isFileName(name: string): boolean {
  return (
    name.normalize('NFC') === name &&
    name.trim() === name &&
    utf8(name).length <= 200 &&
    !/[\p{Cc}\p{Cf}\p{Surrogate}/\\:*?"<>|%]/u.test(name) &&
    !/^\.+$/.test(name)
  )
}
