import { z } from 'zod'
import { drawStates } from '../lifecycle/draw.ts'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, instantField } from './fields.ts'

/** What a draw may ask of a custodian: to confirm that its envelopes open, or to give shares of what is silent. */
const custodyDrawTasks = ['confirm', 'give'] as const
/** One thing that waits for a custodian in a draw. */
export type CustodyDrawTask = (typeof custodyDrawTasks)[number]

/** Draws under way of the tenders whose keys the caller keeps, and what each asks of it now. */
export const listCustodyDraws = defineContract({
  id: 'listCustodyDraws',
  method: 'GET',
  path: '/api/custody/draws',
  summary: { zh: '我保管密钥的专家抽取', en: 'Draws that may ask for my shares' },
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          tender: idField,
          title: z.string(),
          i: z.int(),
          draw: digestField,
          attempt: z.int().min(1),
          state: z.enum(drawStates),
          /** Null: nothing is asked now. */
          task: z.enum(custodyDrawTasks).nullable(),
          /** When it is too late; null when nobody's clock ends it. */
          until: instantField.nullable(),
        }),
      ),
    }),
  },
})

/** A custodian's part of the draws: every contract. */
export const expertsCustodyContracts = [listCustodyDraws] as const satisfies readonly Contract[]
