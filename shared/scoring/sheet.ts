import { z } from 'zod'
import { digestField, idField, proseField } from '../contracts/fields.ts'
import { concat, fromHex } from '../primitives/bytes.ts'
import { canonicalBytes } from '../primitives/canonical-json.ts'
import { sha256Hex } from '../primitives/digest.ts'
import type { Criterion, EvaluationPlan, SubjectiveCriterion } from './plan.ts'
import { decimalField, isDecimal, parsePoints } from './points.ts'

/** Bytes of salt before a score sheet: whoever has only the digest cannot try scores against it. */
export const sheetSaltBytes = 32

/** What stands for a bid in a sheet: a blind one is known by its pseudonym alone. */
const bidNameField = z.string().regex(/^(?:[0-9a-f]{64}|[A-Z]{1,3})$/)

/** One score: the bid (or its pseudonym), the criterion, the points, and why, as it will be published. */
export const sheetScoreField = z.strictObject({
  bid: bidNameField,
  criterion: z.string().min(1).max(40),
  points: decimalField,
  reason: proseField.max(1000).nullable(),
})

/** `score-sheet/1`: everything one member scores of one lot, locked at once. */
export const scoreSheetField = z.strictObject({
  v: z.literal('score-sheet/1'),
  tender: idField,
  lot: idField,
  /** Counted up when a member is replaced or a re-review is ordered. */
  round: z.int().min(1).max(99),
  /** The member's number, never a name (X3). */
  seat: z.int().min(1).max(99),
  scores: z.array(sheetScoreField).max(12_000),
})

/** A score sheet. */
export type ScoreSheet = z.output<typeof scoreSheetField>

/** Salt of a locked sheet, 32 bytes in hex. */
export const sheetSaltField = digestField

/** What the ledger holds when scores are locked: SHA-256(salt ‖ JCS(sheet)), hex; the salt (hex) comes out with the sheet. */
export function sheetDigest(saltHex: string, sheet: ScoreSheet): string {
  const salt = fromHex(saltHex)
  if (salt.length !== sheetSaltBytes) throw new RangeError(`a sheet's salt has ${sheetSaltBytes} bytes`)
  return sha256Hex(concat(salt, canonicalBytes(sheet)))
}

/** The criteria members score; the others are computed. */
export function subjectiveCriteria(plan: Pick<EvaluationPlan, 'criteria'>): SubjectiveCriterion[] {
  return plan.criteria.filter((criterion: Criterion) => criterion.kind === 'subjective')
}

/** What can be wrong with a sheet, and where. */
export type SheetFault =
  | { readonly fault: 'score-missing' | 'score-twice' | 'score-not-asked'; readonly bid: string; readonly criterion: string }
  | {
      readonly fault: 'score-out-of-range' | 'score-off-step'
      readonly bid: string
      readonly criterion: string
      readonly maximum: string
      readonly step: string
    }

/**
 * Checks that a sheet scores every subjective criterion of every bid once, within range and on a step. `nameOf` gives what stands for a
 * bid where a criterion of that part is scored. Returns the first fault, or undefined.
 */
export function sheetFault(
  plan: Pick<EvaluationPlan, 'criteria'>,
  bids: readonly string[],
  sheet: Pick<ScoreSheet, 'scores'>,
  nameOf: (bid: string, part: Criterion['part']) => string,
): SheetFault | undefined {
  const asked = new Map<string, SubjectiveCriterion>()
  for (const criterion of subjectiveCriteria(plan))
    for (const bid of bids) asked.set(`${nameOf(bid, criterion.part)} ${criterion.id}`, criterion)
  const seen = new Set<string>()
  for (const { bid, criterion: id, points } of sheet.scores) {
    const key = `${bid} ${id}`
    const criterion = asked.get(key)
    if (criterion === undefined) return { fault: 'score-not-asked', bid, criterion: id }
    if (seen.has(key)) return { fault: 'score-twice', bid, criterion: id }
    seen.add(key)
    const fault = scoreFault(criterion, points)
    if (fault !== undefined) return { fault, bid, criterion: id, maximum: criterion.maximum, step: criterion.step }
  }
  for (const key of asked.keys()) {
    if (seen.has(key)) continue
    const [bid = '', criterion = ''] = key.split(' ')
    return { fault: 'score-missing', bid, criterion }
  }
  return undefined
}

/** Whether points are not on the scale of a criterion: beyond its maximum (or not a decimal), or between its steps. */
export function scoreFault(criterion: SubjectiveCriterion, points: string): 'score-out-of-range' | 'score-off-step' | undefined {
  if (!isDecimal(points)) return 'score-out-of-range'
  const given = parsePoints(points)
  if (given > parsePoints(criterion.maximum)) return 'score-out-of-range'
  return given % parsePoints(criterion.step) === 0n ? undefined : 'score-off-step'
}
