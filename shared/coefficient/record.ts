import { z } from 'zod'
import { digestField, idField } from '../contracts/fields.ts'
import { NotCanonical } from '../primitives/canonical-json.ts'
import { decimalField } from '../scoring/points.ts'
import { sharesSchema } from '../sealed-bid/manifest.ts'
import { type CoefficientTerms, contributorField, termsDigest, termsSchema } from './terms.ts'

/**
 * What the public chain of a tender tells of its coefficient: one schema for the facts of each event, and the record they add up to. It
 * holds every number once it is revealed, so that chain and notice are enough to draw again.
 */

const draw = digestField
const seat = z.int().min(1).max(15)
const contributors = z.array(contributorField).max(8)
const shareField = z.string().regex(/^[0-9a-f]{66}$/)

/** Why a coefficient came to nothing: too few numbers could count, or the tender ended. */
export const coefficientVoidReasons = ['too-few', 'tender-ended'] as const

/** Why a number that was committed to does not count. The first is judged before anybody reveals. */
export const leftOutFaults = ['escrow-unreadable', 'escrow-inconsistent', 'escrow-mismatch'] as const

/** Schema of what a custodian could not open, and why. */
export const unreadableField = z.array(z.strictObject({ of: contributorField, cause: z.string().regex(/^[a-z-]{1,60}$/) })).max(8)

/** Schema of shares a custodian gives. */
export const givenSharesField = z
  .array(z.strictObject({ of: contributorField, share: shareField }))
  .min(1)
  .max(8)

/** Schema of the shares a contributor dealt, in the order of the custodians. */
export const dealtSharesField = z.array(shareField).min(3).max(15)

/** Schema of the coefficient of each lot. */
export const lotCoefficientsField = z
  .array(z.strictObject({ lot: idField, coefficient: decimalField }))
  .min(1)
  .max(50)

/** Facts of every event of a coefficient, by type. `parties`: whom the event asks for something. */
export const coefficientFacts = {
  'coefficient.begun': z.strictObject({ draw, terms: termsSchema, parties: z.array(idField).max(8) }),
  'coefficient.committed': z.strictObject({ draw, of: contributorField, c: digestField, sealed: sharesSchema }),
  'coefficient.awaited': z.strictObject({ draw, parties: z.array(idField).max(8) }),
  'coefficient.closed': z.strictObject({ draw, committed: contributors }),
  'coefficient.confirmed': z.strictObject({ draw, i: seat, unreadable: unreadableField }),
  'coefficient.held': z.strictObject({ draw, counted: contributors, leftOut: contributors, parties: z.array(idField).max(8) }),
  'coefficient.revealed': z.strictObject({ draw, of: contributorField, r: digestField, shares: dealtSharesField }),
  'coefficient.silent': z.strictObject({ draw, of: contributors }),
  'coefficient.shares-released': z.strictObject({ draw, i: seat, shares: givenSharesField }),
  'coefficient.drawn': z.strictObject({
    draw,
    seed: digestField,
    leftOut: z.array(z.strictObject({ of: contributorField, fault: z.enum(leftOutFaults) })).max(8),
    lots: lotCoefficientsField,
  }),
  'coefficient.void': z.strictObject({ draw, reason: z.enum(coefficientVoidReasons) }),
} as const

/** Type of an event of a coefficient. */
export type CoefficientFactType = keyof typeof coefficientFacts
/** Facts of one type. */
export type CoefficientFacts<T extends CoefficientFactType> = z.output<(typeof coefficientFacts)[T]>

/** One event of a coefficient, parsed, with its place in the chain given. */
export type CoefficientEvent = {
  readonly [T in CoefficientFactType]: {
    readonly type: T
    readonly facts: CoefficientFacts<T>
    readonly index: number
    readonly actSha256: string | undefined
  }
}[CoefficientFactType]

/** What the chain tells of the coefficient of its tender. */
export interface CoefficientRecord {
  readonly draw: string
  readonly terms: CoefficientTerms
  readonly events: readonly CoefficientEvent[]
}

/** What a tender's chain tells of its coefficient, parsed strictly; or why it tells nothing that holds together. */
export function readCoefficientRecord(
  chain: readonly { readonly type: string; readonly facts?: unknown; readonly actSha256?: string | undefined }[],
): CoefficientRecord | { readonly fault: string } {
  const events: CoefficientEvent[] = []
  for (const [index, { type, facts, actSha256 }] of chain.entries()) {
    if (!Object.hasOwn(coefficientFacts, type)) continue
    const parsed = coefficientFacts[type as CoefficientFactType].safeParse(facts)
    if (!parsed.success) return { fault: `event ${index + 1} (${type}) is not what its type says` }
    events.push({ type, facts: parsed.data, index, actSha256 } as CoefficientEvent)
  }
  const [begun, second] = ofCoefficientType(events, 'coefficient.begun')
  if (begun === undefined || second !== undefined) return { fault: 'no terms, or two' }
  const { terms, draw: name } = begun.facts
  if (!isNameOf(terms, name)) return { fault: 'the terms are not those the draw is named after' }
  if (events.some(({ facts }) => facts.draw !== name)) return { fault: 'two draws in one tender' }
  return { draw: name, terms, events }
}

/** The events of one type, in order. */
export function ofCoefficientType<T extends CoefficientFactType>(
  events: readonly CoefficientEvent[],
  type: T,
): Extract<CoefficientEvent, { type: T }>[] {
  return events.filter((event): event is Extract<CoefficientEvent, { type: T }> => event.type === type)
}

function isNameOf(terms: CoefficientTerms, name: string): boolean {
  try {
    return termsDigest(terms) === name
  } catch (error) {
    if (error instanceof NotCanonical) return false
    throw error
  }
}
