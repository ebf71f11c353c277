import { z } from 'zod'
import { type Contract, defineContract } from './contract.ts'
import { idField, instantField } from './fields.ts'

/** What may wait for a member of a committee, or for a bidder that is asked. */
export const evaluationTasks = [
  'qualify',
  'undertake',
  'elect',
  'review',
  'judge',
  'score',
  'price-review',
  'explain',
  're-review',
  'sign',
  'answer',
] as const
/** One thing that waits for somebody in an evaluation. */
export type EvaluationTask = (typeof evaluationTasks)[number]

/**
 * Where the caller sits, with what waits for it there, and what its party is asked. It is read anew from sealed seats each time: nobody
 * can be told by a stored message that it sits (X3).
 */
export const listEvaluationTasks = defineContract({
  id: 'listEvaluationTasks',
  method: 'GET',
  path: '/api/evaluation-tasks',
  summary: { zh: '我在评标中的待办', en: 'What waits for the caller in evaluations' },
  isSecret: true,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          tender: idField,
          title: z.string(),
          /** Null: one sits there, and waits for others. */
          task: z.enum(evaluationTasks).nullable(),
          until: instantField.nullable(),
        }),
      ),
    }),
  },
})

/** Tasks of an evaluation: every contract. */
export const evaluationTaskContracts = [listEvaluationTasks] as const satisfies readonly Contract[]
