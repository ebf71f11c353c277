import { z } from 'zod'
import { defineContract } from '../contract.ts'
import { digestField, idField, instantField } from '../fields.ts'
import { filters } from './public-list.ts'

/** What a list of changes has: notices that were amended, questions that were answered. */
const changeKinds = ['amendment', 'answer'] as const

/** Amendments and answered questions of all tenders, the newest first: each belongs to a notice and leads to its place there (N4, P10). */
export const listChangesContract = defineContract({
  id: 'listChanges',
  method: 'GET',
  path: '/api/changes',
  summary: { zh: '澄清与变更列表', en: 'Amendments and answers' },
  query: filters.pick({ q: true, category: true, region: true, dateFrom: true, dateTo: true }).extend({
    kind: z.enum(changeKinds).optional(),
    /** Where the page before ended. */
    cursor: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,200}$/)
      .optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.object({
      changes: z.array(
        z.object({
          /** SHA-256 of the signed act. */
          sha256: digestField,
          kind: z.enum(changeKinds),
          tender: idField,
          title: z.string(),
          code: z.string(),
          category: z.string(),
          region: z.string(),
          tendererName: z.string(),
          at: instantField,
          /** The deadline then in force. */
          deadlineAt: instantField.nullable(),
          affectsBids: z.boolean(),
          /** What was changed, or answered. */
          text: z.string(),
          /** The question as it is published; null for amendments. */
          question: z.object({ id: idField, text: z.string() }).nullable(),
        }),
      ),
      next: z.string().nullable(),
    }),
  },
  problems: ['cursor-refused'],
})
