import { z } from 'zod'
import { maxListActBytes } from '../acts/act.ts'
import { rejectionGrounds } from '../scoring/rejection.ts'
import { mostBids } from '../sealed-bid/opening/most-bids.ts'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField } from './fields.ts'
import { laterStageField } from './opening-fields.ts'

const stageParams = z.object({ tender: idField, stage: laterStageField })

/** Bids whose envelope of a later stage is to open, and those whose stays shut for good: what its act says, read before it is signed. */
export const getStageToOpen = defineContract({
  id: 'getStageToOpen',
  method: 'GET',
  path: '/api/openings/:tender/stages/:stage',
  summary: { zh: '后续阶段的开启名单', en: 'What the act of a later stage opens' },
  params: stageParams,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      tender: idField,
      stage: laterStageField,
      list: digestField,
      round: z.int().min(1),
      bids: z.array(
        z.strictObject({
          number: z.int().min(1),
          manifestSha256: digestField,
          lot: idField,
          bidder: z.string(),
          /** Passed everything that was judged; others are never opened. */
          isAdmitted: z.boolean(),
          grounds: z.array(z.enum(rejectionGrounds)),
        }),
      ),
    }),
  },
  problems: ['not-found', 'evaluation-not-begun', 'evaluation-wrong-step', 'not-a-participant'],
})

/**
 * The act that opens a later stage (开启第二信封): by the tenderer or its agency, once everything scored by judgement is locked (X8). It names
 * the bids that go on and those that are never opened; it is refused unless they are those the evaluation left.
 */
export const openStage = defineContract({
  id: 'openStage',
  method: 'POST',
  path: '/api/openings/:tender/stages/:stage',
  summary: { zh: '开启后续阶段', en: 'Opens a later stage' },
  params: stageParams,
  act: {
    type: 'opening.open-stage',
    subject: z.strictObject({ tender: idField, list: digestField, stage: laterStageField, round: z.int().min(1).max(99) }),
    maxBytes: maxListActBytes,
    body: z.strictObject({
      opening: z.array(digestField).min(1).max(mostBids),
      unopened: z.array(digestField).max(mostBids),
    }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: [
    'not-found',
    'evaluation-not-begun',
    'evaluation-wrong-step',
    'evaluation-suspended',
    'act-wrong-subject',
    'not-a-participant',
    'record-changed',
    'opening-wrong-step',
    'opening-suspended',
    'state-changed',
  ],
})

/** Later stages of an opening: every contract. */
export const openingStagesContracts = [getStageToOpen, openStage] as const satisfies readonly Contract[]
