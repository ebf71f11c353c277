import { z } from 'zod'
import { type Contract, defineContract } from './contract.ts'
import { assessmentMarks } from './experts-fields.ts'
import { digestField, idField, instantField } from './fields.ts'

/** What may wait for a party in a draw. */
export const drawTasks = [
  'sign-pool',
  'commit',
  'escrow',
  'reveal',
  'name-representatives',
  'complete-committee',
  'assess',
] as const
/** One thing that waits for a party in a draw. */
export type DrawTask = (typeof drawTasks)[number]

/** What waits for the caller's party in the draws of all tenders. Calls of experts are no tasks of a party: see `listInvitations`. */
export const listDrawTasks = defineContract({
  id: 'listDrawTasks',
  method: 'GET',
  path: '/api/draw-tasks',
  summary: { zh: '本单位在专家抽取中的待办', en: 'What waits for the caller’s party in draws' },
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          tender: idField,
          title: z.string(),
          draw: digestField,
          task: z.enum(drawTasks),
          /** When it is too late; null when nobody's clock ends it. */
          until: instantField.nullable(),
        }),
      ),
    }),
  },
})

/** Persons of the tenderer who may represent it on the committee, and how many are yet to be named: none but the tenderer's (X1). */
export const listRepresentativeChoice = defineContract({
  id: 'listRepresentativeChoice',
  method: 'GET',
  path: '/api/draws/:draw/representatives',
  summary: { zh: '可指定的招标人代表', en: 'Who may represent the tenderer' },
  params: z.object({ draw: digestField }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      /** How many are to be named now: all of them at first, then as many as were replaced (X4). */
      count: z.int().min(0),
      items: z.array(z.strictObject({ person: idField, name: z.string() })),
    }),
  },
})

/** Who sat on the committee of a tender once the draw is released, and what the caller's side said of each (一标一评). */
export const listExpertAssessments = defineContract({
  id: 'listExpertAssessments',
  method: 'GET',
  path: '/api/tenders/:tender/expert-assessments',
  summary: { zh: '待评价与已评价的评标专家', en: 'Experts of a tender and one’s assessments' },
  params: z.object({ tender: idField }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          expert: idField,
          name: z.string(),
          own: z.strictObject({ marks: assessmentMarks, text: z.string(), at: instantField }).nullable(),
        }),
      ),
    }),
  },
})

/** What the pages of a draw ask for its participants: every contract. */
export const expertsTaskContracts = [
  listDrawTasks,
  listRepresentativeChoice,
  listExpertAssessments,
] as const satisfies readonly Contract[]
