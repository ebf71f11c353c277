import { z } from 'zod'

/** Names of the envelopes a bid may have, in the order they stand in a manifest. */
export const envelopeNames = ['qualification', 'technical', 'commercial'] as const

/** One of qualification, technical, commercial. */
export type EnvelopeName = (typeof envelopeNames)[number]

/**
 * The later stages at which an envelope may open, each by a signed act of its own. `price`: once everything scored by judgement is locked, so
 * that nobody judges who knows a price (双信封).
 */
export const laterStages = ['price'] as const

/** A later stage. */
export type LaterStage = (typeof laterStages)[number]

/** When an envelope opens: at the opening, or at a later stage. */
export const openingStages = ['opening', ...laterStages] as const

/** The opening, or a later stage. */
export type OpeningStage = (typeof openingStages)[number]

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
  /** The opening, or the stage whose act opens it. */
  opensAt: z.enum(openingStages),
  fields: z.array(letterFieldField).max(40),
  files: z.array(letterFileField).max(40),
})

/** An envelope as the notice defines it. */
export type EnvelopeForm = z.output<typeof envelopeFormField>

/** The ways a set of envelopes can be against the rules. */
export type LetterFormFault =
  | 'no-envelope'
  | 'envelopes-out-of-order'
  | 'field-named-twice'
  | 'no-price'
  | 'nothing-opens-first'
  | 'only-prices-open-later'
  | 'price-opens-first'

/**
 * Checks the envelopes of a notice: at least one, each once and in order; no field or file named twice within a bid, so that a name alone
 * says which is meant; at least one required price somewhere. Where an envelope opens later it is the commercial one, another opens first, and
 * every price lies in it: one price known early would spoil what the others are kept back for. Returns the first fault, or undefined.
 */
export function letterFormFault(envelopes: readonly EnvelopeForm[]): LetterFormFault | undefined {
  if (envelopes.length === 0) return 'no-envelope'
  const places = envelopes.map((envelope) => envelopeNames.indexOf(envelope.name))
  if (places.some((place, index) => index > 0 && place <= (places[index - 1] ?? -1))) return 'envelopes-out-of-order'
  const names = envelopes.flatMap((envelope) => [...envelope.fields, ...envelope.files].map((item) => item.name))
  if (new Set(names).size !== names.length) return 'field-named-twice'
  if (!envelopes.some((envelope) => envelope.fields.some((field) => field.type === 'price' && field.isRequired)))
    return 'no-price'
  return stageFault(envelopes)
}

/** The later stages at which envelopes of a notice open, each once. */
export function laterStagesOf(envelopes: readonly Pick<EnvelopeForm, 'opensAt'>[]): LaterStage[] {
  return laterStages.filter((stage) => envelopes.some(({ opensAt }) => opensAt === stage))
}

function stageFault(envelopes: readonly EnvelopeForm[]): LetterFormFault | undefined {
  if (laterStagesOf(envelopes).length === 0) return undefined
  const isFirst = ({ opensAt }: EnvelopeForm) => opensAt === 'opening'
  if (!envelopes.some(isFirst)) return 'nothing-opens-first'
  if (envelopes.some((envelope) => !isFirst(envelope) && envelope.name !== 'commercial')) return 'only-prices-open-later'
  const pricesFirst = envelopes.some((envelope) => isFirst(envelope) && envelope.fields.some(({ type }) => type === 'price'))
  return pricesFirst ? 'price-opens-first' : undefined
}
