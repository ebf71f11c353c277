import { inTransaction } from '../../platform/mongo/transaction.ts'
import { isSuspended, readPublishedTender } from '../notices/index.ts'
import { advance } from './advance.ts'
import type { EvaluationRecords } from './deps.ts'
import { type EvaluationRecord, evaluationModel } from './evaluation.model.ts'
import { moveLimits } from './move-limits.ts'

const WAITING = ['scoring', 'awaiting-prices', 'pricing'] as const

/**
 * Takes an evaluation on that waited for something public: a coefficient drawn after all sheets were in, or prices whose envelopes open later.
 * Does nothing where something else is still awaited.
 */
export async function resumeScoring(deps: EvaluationRecords, id: string, at: number): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const found = await evaluationModel(deps.connection).findById(id).session(session).lean<EvaluationRecord>()
    if (found === null || !WAITING.some((state) => state === found.state)) return
    const evaluation = await moveLimits(deps, session, found)
    const tender = await readPublishedTender(deps, id, session)
    if (!isSuspended(tender)) await advance(deps, { session, evaluation, tender, at })
  })
}
