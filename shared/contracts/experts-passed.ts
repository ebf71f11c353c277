import { z } from 'zod'
import { callOutcomes } from '../draw/calls.ts'
import { paperSchema } from '../draw/paper.ts'
import { specialityField } from '../draw/pool.ts'
import { answers } from '../draw/record.ts'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, instantField, lineField } from './fields.ts'

/** A call that came to nothing, and the paper whose digest the chain carries. */
const passedCall = z.strictObject({
  draw: digestField,
  seat: idField,
  speciality: specialityField,
  rank: z.int().min(0),
  /** Its place among the leaves, as the release shows it. */
  index: z.int().min(0),
  outcome: z.enum(callOutcomes),
  answer: z.enum(answers).nullable(),
  calledAt: instantField,
  endedAt: instantField.nullable(),
  paper: paperSchema,
})

/** Who was called in a released draw and did not sit, and why: for a regulator of this draw, who says what for; the reading is on record (X6). */
export const listPassedOver = defineContract({
  id: 'listPassedOver',
  method: 'GET',
  path: '/api/draws/:draw/passed-over',
  summary: { zh: '被通知而未就席的专家', en: 'Who was called and passed over' },
  params: z.object({ draw: digestField }),
  query: z.strictObject({ purpose: lineField }),
  isSecret: true,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      items: z.array(z.strictObject({ ...passedCall.shape, expert: idField, name: z.string() })),
    }),
  },
  problems: ['draw-wrong-step', 'not-a-party-to-draw'],
})

/** One's own calls of released draws that came to nothing: what one is said to have answered, to be compared with the chain and contested. */
export const listOwnPassedOver = defineContract({
  id: 'listOwnPassedOver',
  method: 'GET',
  path: '/api/experts/me/passed-over',
  summary: { zh: '我被通知而未就席的抽取', en: 'Draws that called me and passed me over' },
  isSecret: true,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({ items: z.array(z.strictObject({ ...passedCall.shape, tender: idField, title: z.string() })) }),
  },
})

/** Calls that came to nothing: every contract. */
export const expertsPassedContracts = [listPassedOver, listOwnPassedOver] as const satisfies readonly Contract[]
