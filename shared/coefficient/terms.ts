import { z } from 'zod'
import { idField } from '../contracts/fields.ts'
import { custodySchema, hasIndependent, partySchema } from '../draw/pool.ts'
import { canonicalBytes } from '../primitives/canonical-json.ts'
import { sha256Hex } from '../primitives/digest.ts'

/** What the platform's own number stands under, among those of the parties. */
export const platformContributor = 'platform' as const

/** Schema of who or what a number is of: a party's id, or the platform. */
export const contributorField = z.union([idField, z.literal(platformContributor)])

/** Whose a number is. */
export type Contributor = z.output<typeof contributorField>

/** Schema of the terms: who contributes to the coefficient of a tender and who holds the escrow, fixed before anybody commits. */
export const termsSchema = z
  .strictObject({
    v: z.literal('coefficient/1'),
    platform: z.string().min(1).max(200),
    tender: idField,
    /** As the notice names them, in its order; the platform's number comes before theirs. */
    parties: z.array(partySchema).min(1).max(7),
    custody: custodySchema,
  })
  .superRefine(({ parties, custody }, context) => {
    if (new Set(parties.map(({ party }) => party)).size !== parties.length)
      context.addIssue({ code: 'custom', message: 'a party twice' })
    if (!hasIndependent(parties))
      context.addIssue({ code: 'custom', message: 'no party that is neither tenderer, agency nor centre' })
    if (custody.k >= custody.keys.length) context.addIssue({ code: 'custom', message: 'k must be below n' })
  })

/** Parsed terms. */
export type CoefficientTerms = z.output<typeof termsSchema>

/** The name of a coefficient's draw: SHA-256 of its terms, hex. */
export function termsDigest(terms: CoefficientTerms): string {
  return sha256Hex(canonicalBytes(terms))
}

/** Everybody whose number enters the seed, in its order: the platform, then the parties. */
export function contributorsOf({ parties }: Pick<CoefficientTerms, 'parties'>): Contributor[] {
  return [platformContributor, ...parties.map(({ party }) => party)]
}

/**
 * Whether the numbers of these contributors may decide: two at least, one of them of a party without an interest in the trade. Whoever
 * would have to be dropped to bring it about is then never alone.
 */
export function isEnough(terms: Pick<CoefficientTerms, 'parties'>, counted: readonly string[]): boolean {
  const independent = terms.parties.filter(({ party }) => counted.includes(party))
  return counted.length >= 2 && hasIndependent(independent)
}
