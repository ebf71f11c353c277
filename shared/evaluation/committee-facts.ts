import { z } from 'zod'
import type { VerifiedEvent } from '../sealed-bid/opening/verify-chain.ts'

/** What is checked of a committee's acts, in this order. docs/formats/evaluation.md says what each means. */
export type CommitteeCheckName =
  | 'checkpoints-signed'
  | 'checkpoints-consistent'
  | 'chain-linked'
  | 'chain-in-log'
  | 'facts-match'
  | 'acts-signed'
  | 'acts-complete'
  | 'acts-fit-facts'
  | 'one-person-a-seat'
  | 'sheets-as-locked'
  | 'report-signed'
  | 're-reviewed-as-ordered'
  | 'qualified-by-the-buyer'
  | 'names-as-released'
  | 'report-tells-acts'

const committeeFact = z.looseObject({
  actSha256: z.string(),
  round: z.int(),
  seat: z.int().optional(),
  lot: z.string().optional(),
  sheetSha256: z.string().optional(),
  reportSha256: z.string().optional(),
  isDissenting: z.boolean().optional(),
  ground: z.string().optional(),
})
/** What the completion of a report says. */
export const completedFact = z.looseObject({
  round: z.int(),
  reportSha256: z.string(),
  signed: z.array(z.int()),
  dissenting: z.array(z.int()),
  supersedesSha256: z.string().optional(),
})

/** A fact of the committee, and the event it stands in. */
export type CommitteeFact = z.output<typeof committeeFact> & { readonly type: string }

/** An act of a member whose signature has been checked. */
export interface SignedByMember {
  readonly type: string
  readonly person: string
  readonly subject: unknown
  readonly body: unknown
  /** Common name of the certificate. */
  readonly name: string
}

/** The facts of an evaluation that are of an act. */
export function committeeFacts(events: readonly VerifiedEvent[]): CommitteeFact[] {
  return events.flatMap(({ type, facts }) => {
    if (!type.startsWith('evaluation.')) return []
    const parsed = committeeFact.safeParse(facts)
    return parsed.success ? [{ ...parsed.data, type }] : []
  })
}

/** The facts of the events of one type, where they are of the form asked for. */
export function parsedFacts<Facts>(events: readonly VerifiedEvent[], type: string, schema: z.ZodType<Facts>): Facts[] {
  return events.flatMap((event) => {
    const parsed = event.type === type ? schema.safeParse(event.facts) : undefined
    return parsed?.success === true ? [parsed.data] : []
  })
}
