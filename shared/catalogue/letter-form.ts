import { z } from 'zod'

/** Names of the envelopes a bid may have, in the order they stand in a manifest. */
export const envelopeNames = ['qualification', 'technical', 'commercial'] as const

/** One of qualification, technical, commercial. */
export type EnvelopeName = (typeof envelopeNames)[number]

const labelField = z.strictObject({ zh: z.string().min(1).max(60), en: z.string().min(1).max(120) })

/** A key inside letter.json: lower-case ASCII words joined by hyphens. */
const nameField = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/)
  .max(40)

/** One field of the structured bid letter. price: yuan `123.00`; days: whole days; text and quality: one line. */
const letterFieldField = z.strictObject({
  name: nameField,
  label: labelField,
  type: z.enum(['price', 'days', 'text', 'quality']),
  isRequired: z.boolean(),
})

/** One file the notice asks for inside an envelope, such as the guarantee (保函) in the qualification envelope. */
const letterFileField = z.strictObject({ name: nameField, label: labelField, isRequired: z.boolean() })

/** An envelope as the notice defines it: when it opens, the fields of its letter, the files it asks for. */
export const envelopeFormField = z.strictObject({
  name: z.enum(envelopeNames),
  /** The stage whose act opens it. Later stages come with evaluation. */
  opensAt: z.literal('opening'),
  fields: z.array(letterFieldField).max(40),
  files: z.array(letterFileField).max(40),
})

/** An envelope as the notice defines it. */
export type EnvelopeForm = z.output<typeof envelopeFormField>

/** The ways a set of envelopes can be against the rules. */
export type LetterFormFault = 'no-envelope' | 'envelopes-out-of-order' | 'field-named-twice' | 'no-price'

/**
 * Checks the envelopes of a notice: at least one, each once and in order; no field or file named twice within a bid, so that a name alone
 * says which is meant; at least one required price somewhere. Returns the first fault, or undefined.
 */
export function letterFormFault(envelopes: readonly EnvelopeForm[]): LetterFormFault | undefined {
  if (envelopes.length === 0) return 'no-envelope'
  const places = envelopes.map((envelope) => envelopeNames.indexOf(envelope.name))
  if (places.some((place, index) => index > 0 && place <= (places[index - 1] ?? -1))) return 'envelopes-out-of-order'
  const names = envelopes.flatMap((envelope) => [...envelope.fields, ...envelope.files].map((item) => item.name))
  if (new Set(names).size !== names.length) return 'field-named-twice'
  if (!envelopes.some((envelope) => envelope.fields.some((field) => field.type === 'price' && field.isRequired)))
    return 'no-price'
  return undefined
}
