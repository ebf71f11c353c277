import { z } from 'zod'
import { maxListActBytes } from '../acts/act.ts'
import { preliminaryItemField } from '../scoring/plan.ts'
import { type Contract, defineContract } from './contract.ts'
import { deskFileField, evaluationSubject, reviewVoteField, tenderParams } from './evaluation-fields.ts'
import { digestField, idField, instantField } from './fields.ts'

const votesField = z.array(reviewVoteField).min(1).max(12_000)

/** The check of qualification in procurement (G6; 87-44): what is to be checked of whom, and what was found. */
export const getQualification = defineContract({
  id: 'getQualification',
  method: 'GET',
  path: '/api/evaluations/:tender/qualification',
  summary: { zh: '资格审查', en: 'The check of qualification' },
  params: tenderParams,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      tender: idField,
      round: z.int(),
      /** Empty where nothing is asked: by tendering law qualification is the committee's. */
      items: z.array(preliminaryItemField),
      lots: z.array(
        z.strictObject({
          lot: idField,
          name: z.string(),
          /** Whether it waits to be checked. */
          isDue: z.boolean(),
          bids: z.array(
            z.strictObject({
              bid: digestField,
              bidder: z.string(),
              fields: z.record(z.string(), z.string()),
              files: z.array(deskFileField),
            }),
          ),
          checked: z.strictObject({ by: z.string(), at: instantField, votes: votesField, isFailed: z.boolean() }).nullable(),
        }),
      ),
    }),
  },
  problems: ['evaluation-not-begun', 'not-a-participant', 'not-found'],
})

/** The buyer or its agency checks every bidder of a lot, once, before the committee reads a bid (G6). */
export const qualifyBidders = defineContract({
  id: 'qualifyBidders',
  method: 'POST',
  path: '/api/evaluations/:tender/qualification',
  summary: { zh: '提交资格审查结果', en: 'Checks the qualification of bidders' },
  params: tenderParams,
  act: {
    type: 'evaluation.qualify',
    subject: evaluationSubject,
    maxBytes: maxListActBytes,
    body: z.strictObject({ lot: idField, votes: votesField }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: [
    'evaluation-not-begun',
    'evaluation-wrong-step',
    'evaluation-suspended',
    'act-wrong-subject',
    'state-changed',
    'not-a-participant',
    'not-found',
    'already-acted',
    'qualification-not-asked',
    'review-refused',
  ],
})

/** The check of qualification: every contract. */
export const evaluationQualificationContracts = [getQualification, qualifyBidders] as const satisfies readonly Contract[]
