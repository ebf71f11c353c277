import { type Fen, parseYuan, type Yuan } from '../primitives/money.ts'

/** Fewest members of a committee by kind of trade. Replaceable data; each with its article. */
interface CommitteeRule {
  readonly category: string
  readonly least: number
  /** Fewest where the procurement is large, complex or of high impact. */
  readonly leastWhenLarge: number
  readonly largeFrom: Yuan | null
  readonly source: string
}

/** Rule X1. A category without a row follows the Tendering Law. */
export const committeeRules: readonly CommitteeRule[] = [
  { category: 'government-procurement', least: 5, leastWhenLarge: 7, largeFrom: '10000000.00' as Yuan, source: '87-47' },
]

const tenderingLaw: CommitteeRule = { category: '', least: 5, leastWhenLarge: 5, largeFrom: null, source: 'ZTB 37' }

/** What is wrong with a committee as asked for. */
export type CommitteeFault =
  | { readonly kind: 'too-small'; readonly least: number; readonly source: string }
  | { readonly kind: 'even' }
  | { readonly kind: 'too-many-representatives'; readonly most: number }
  | { readonly kind: 'seats-mismatch'; readonly seats: number }

/** A committee as asked for, and the trade it is for. */
export interface CommitteeRequest {
  readonly category: string
  /** Budget of all lots it will evaluate. */
  readonly budget: Fen
  /** Technically complex, or of high social impact (87-47). */
  readonly isComplex: boolean
  readonly size: number
  /** The tenderer's representatives; not drawn. */
  readonly representatives: number
  /** Seats to draw, per stratum. */
  readonly seats: readonly number[]
}

/**
 * Checks a committee against rule X1 (ZTB 37; 87-47): an odd number of five or more, seven or more where the trade is large or complex,
 * at least two thirds drawn. Undefined when nothing is wrong.
 */
export function committeeFault(request: CommitteeRequest): CommitteeFault | undefined {
  const rule = committeeRules.find(({ category }) => category === request.category) ?? tenderingLaw
  const isLarge = request.isComplex || (rule.largeFrom !== null && request.budget >= parseYuan(rule.largeFrom))
  const least = isLarge ? rule.leastWhenLarge : rule.least
  if (request.size < least) return { kind: 'too-small', least, source: rule.source }
  if (request.size % 2 === 0) return { kind: 'even' }
  const most = Math.floor(request.size / 3)
  if (request.representatives > most) return { kind: 'too-many-representatives', most }
  const seats = request.seats.reduce((sum, count) => sum + count, 0)
  if (seats + request.representatives !== request.size) return { kind: 'seats-mismatch', seats }
  return undefined
}
