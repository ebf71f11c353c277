import { z } from 'zod'
import { rulePackNames } from '../../catalogue/rule-pack-name.ts'
import { tenderStates } from '../../lifecycle/tender.ts'
import { idField, instantField, yuanField } from '../fields.ts'

/** A row of the public list. */
export const tenderRow = z.object({
  id: idField,
  code: z.string(),
  title: z.string(),
  category: z.string(),
  kind: z.enum(['works', 'goods', 'services']),
  industry: z.string(),
  method: z.string(),
  region: z.string(),
  regionName: z.string(),
  round: z.int(),
  rulePack: z.enum(rulePackNames),
  state: z.enum(tenderStates),
  isSuspended: z.boolean(),
  tendererName: z.string(),
  agencyName: z.string().nullable(),
  /** Sum of the lots' budgets. */
  budget: yuanField,
  publishedAt: instantField,
  deadlineAt: instantField,
  /** The last amendment, and whether it moved the deadline; null for none. */
  amended: z.object({ at: instantField, isDeadlineMoved: z.boolean() }).nullable(),
  summary: z.string(),
})
