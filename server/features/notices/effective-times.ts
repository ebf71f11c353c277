import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { objectionsEndAt } from '#shared/catalogue/statutory.ts'
import { type Instant, instantOf, millisOf } from '#shared/primitives/instant.ts'
import type { TenderRecord } from './tender.model.ts'

/** The times of a notice as they stand now. */
export interface EffectiveTimes {
  readonly documentsUntil: Instant | null
  readonly questionsUntil: Instant | null
  /** From this moment an objection to the documents comes too late. */
  readonly objectionsUntil: Instant | null
}

/** The notice's times, moved as far as suspensions have moved its deadline since it was signed. Nulls before it is filed. */
export function effectiveTimes(record: TenderRecord): EffectiveTimes {
  const { notice, deadlineAt, publishAt, publishedAt } = record
  const issuedAt = publishedAt ?? publishAt
  if (notice === null || deadlineAt === null || issuedAt === null)
    return { documentsUntil: null, questionsUntil: null, objectionsUntil: null }
  const movedMs = millisOf(deadlineAt) - millisOf(notice.deadlineAt)
  const moved = (instant: Instant) => instantOf(millisOf(instant) + movedMs)
  return {
    documentsUntil: moved(notice.documentsUntil),
    questionsUntil: moved(notice.questionsUntil),
    objectionsUntil: instantOf(
      objectionsEndAt(rulePack(record.rulePack), record.category, { publishedAt: issuedAt, deadlineAt }),
    ),
  }
}
